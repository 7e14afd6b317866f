// `<idenfy-step>`: the product's own window for one step.
import { type Client, createClient } from "../client.ts";
import { ElementBase, keepProperties, languageAround } from "../element.ts";
import { createEngine } from "../engine.ts";
import { type Key, loadWords, type Words } from "../locale.ts";
import type { Engine, Limits } from "../types.ts";
import { takePhoto } from "./camera.ts";
import type { Source, StepEventMap } from "./events.ts";
import { Flow, type State } from "./flow.ts";
import { poaDocumentsOf, type StepRequest } from "./step.ts";
import { buildView, forget, show, type View } from "./view.ts";

const properties = ["step", "scanRef", "locale", "engine", "client", "limits", "name", "required", "disabled"] as const;

/**
 * Asks a person for the document of one step, judges it and uploads it.
 *
 * With a `scanRef` it uploads to that verification. Without one it is a form control like `<input type=file>`: its value
 * is the accepted file, under its `name`; `NAME-kind` is the proof-of-address document that the person chose.
 *
 * Attributes: `locale`, `scan-ref`, `name`, `required`, `disabled`. Its custom state (`:state(choosing)`) is that of the
 * flow; `StepEventMap` has its events, and style.ts its custom properties (`--idenfy-step-…`) and parts.
 */
export class StepElement extends ElementBase {
  static readonly formAssociated = true;
  static readonly observedAttributes = ["locale", "scan-ref", "required"];

  #step: StepRequest = { name: "" };
  #limits?: Limits;
  #client = createClient();
  #engine?: Engine;
  #ownEngine?: Engine;
  #words?: Words;
  #view: View;
  #poaDocument = "";
  #value?: File;
  #disabled = false;
  readonly #internals = this.attachInternals();
  readonly #flow = new Flow(
    () => ({
      step: this.#step,
      engine: this.engine,
      client: this.#client,
      scanRef: this.scanRef,
      limits: this.#limits,
      poaDocument: this.#poaDocument,
    }),
    (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail, cancelable: type.startsWith("before") })),
    () => this.#refresh(),
  );

  constructor() {
    super();
    this.#view = buildView(this.attachShadow({ mode: "open", delegatesFocus: true }));
    this.#listen();
  }

  /** The step that is asked for. Setting the same object starts over; an equal copy changes nothing. */
  get step(): StepRequest {
    return this.#step;
  }
  set step(step: StepRequest) {
    // Frameworks set a copy at every rendering, which must not interrupt the flow.
    if (step !== this.#step && JSON.stringify(step) === JSON.stringify(this.#step)) return;
    this.#step = step;
    this.#flow.restart();
  }

  /** The verification to upload to; without one, the element is a form control. */
  get scanRef(): string | undefined {
    return this.getAttribute("scan-ref") ?? undefined;
  }
  set scanRef(scanRef: string | undefined) {
    if (scanRef === undefined) this.removeAttribute("scan-ref");
    else this.setAttribute("scan-ref", scanRef);
  }

  /** The person's language. Default: the page's, or else the browser's. */
  get locale(): string {
    return this.getAttribute("locale") ?? languageAround(this);
  }
  set locale(locale: string) {
    this.setAttribute("locale", locale);
  }

  /** The engine that judges files. Default: one of the element's own, started when it is needed. */
  get engine(): Engine {
    if (this.#engine) return this.#engine;
    this.#ownEngine ??= createEngine();
    return this.#ownEngine;
  }
  set engine(engine: Engine | undefined) {
    this.#engine = engine;
  }

  /** The client of the gateway to upload to. Default: one for the page's own origin. */
  get client(): Client {
    return this.#client;
  }
  set client(client: Client) {
    this.#client = client;
  }

  /** The limits for files. Default: the engine's own. */
  get limits(): Limits | undefined {
    return this.#limits;
  }
  set limits(limits: Limits | undefined) {
    this.#limits = limits;
  }

  /** The state of the flow, with the chosen file. */
  get state(): Readonly<State> {
    return this.#flow.state;
  }

  /** The name of the file in a form. */
  get name(): string {
    return this.getAttribute("name") ?? "";
  }
  set name(name: string) {
    this.setAttribute("name", name);
  }

  get required(): boolean {
    return this.hasAttribute("required");
  }
  set required(required: boolean) {
    this.toggleAttribute("required", required);
  }

  get disabled(): boolean {
    return this.hasAttribute("disabled");
  }
  set disabled(disabled: boolean) {
    this.toggleAttribute("disabled", disabled);
  }

  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }
  get validity(): ValidityState {
    return this.#internals.validity;
  }
  get validationMessage(): string {
    return this.#internals.validationMessage;
  }
  checkValidity(): boolean {
    return this.#internals.checkValidity();
  }
  reportValidity(): boolean {
    return this.#internals.reportValidity();
  }

  override addEventListener<K extends keyof StepEventMap>(
    type: K,
    listener: (this: StepElement, event: StepEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    ...args: [string, EventListenerOrEventListenerObject, (boolean | AddEventListenerOptions)?]
  ): void {
    super.addEventListener(...args);
  }

  connectedCallback(): void {
    for (const type of ["online", "offline"]) addEventListener(type, this.#refresh);
    keepProperties(this, properties);
    void this.#loadWords();
  }

  /** Ends the current work, unless the element was only moved. */
  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return;
      for (const type of ["online", "offline"]) removeEventListener(type, this.#refresh);
      this.#flow.leave();
      forget(this.#view);
      this.#ownEngine?.close();
      this.#ownEngine = undefined;
    });
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now) return;
    if (name === "locale") void this.#loadWords();
    else if (name === "scan-ref") this.#flow.restart();
    else this.#refresh();
  }

  formDisabledCallback(disabled: boolean): void {
    this.#disabled = disabled;
    this.#refresh();
  }

  formResetCallback(): void {
    this.#poaDocument = "";
    this.#flow.reset();
  }

  async #loadWords(): Promise<void> {
    if (!this.isConnected) return;
    const { locale } = this;
    const words = await loadWords(locale);
    if (locale !== this.locale) return; // changed meanwhile
    this.#words = words;
    this.#refresh();
  }

  #listen(): void {
    const view = this.#view;
    const flow = this.#flow;
    // A button may appear where another was: the second click of a double click must not agree or cancel.
    const once = (event: MouseEvent) => event.detail > 1 && event.stopPropagation();
    view.frame.addEventListener("click", once, { capture: true });
    view.send.onclick = () => {
      if (flow.state.chosen?.prepared) void flow.send();
      else flow.retry();
    };
    view.agree.onclick = () => void flow.send(true);
    view.later.onclick = () => flow.postpone();
    view.copy.onclick = () => void flow.makeCopy();
    view.photo.onclick = () => void flow.startCamera();
    view.shoot.onclick = () =>
      takePhoto(view.video).then(
        (photo) => flow.state.stream && flow.choose([photo], "camera"),
        (error) => flow.state.stream && flow.loseCamera(error),
      );
    view.choose.onclick = () => {
      view.input.removeAttribute("capture");
      view.input.click();
    };
    view.app.onclick = () => {
      view.input.setAttribute("capture", "environment");
      view.input.click();
    };
    view.input.onchange = () => {
      const files = [...(view.input.files ?? [])];
      view.input.value = ""; // or choosing the same file again would fire no event
      flow.choose(files, view.input.hasAttribute("capture") ? "camera" : "file");
    };
    view.again.onclick = () => flow.reset();
    view.cancel.onclick = () => flow.cancel();
    view.kind.onchange = () => {
      this.#poaDocument = view.kind.value;
      if (flow.state.problem === "poa.label") flow.postpone();
      else this.#refresh();
    };
    view.frame.ondragover = (event) => this.#hold(event, true);
    view.frame.ondragleave = () => view.work.classList.remove("over");
    view.frame.ondrop = (event) => {
      this.#hold(event, false);
      this.#take(event.dataTransfer, "drop");
    };
    view.frame.onpaste = ({ clipboardData }) => this.#take(clipboardData, "paste");
  }

  /** Prevents the browser from opening a file that is dropped on the element. */
  #hold(event: DragEvent, over: boolean): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#view.work.classList.toggle("over", over && !this.#disabled);
  }

  #take(data: DataTransfer | null, by: Source): void {
    if (data && !this.#disabled) this.#flow.choose([...data.files], by);
  }

  readonly #refresh = (): void => {
    if (!this.#words || !this.isConnected) return;
    const { state } = this.#flow;
    show(this.#view, {
      state,
      step: this.#step,
      words: this.#words,
      sends: this.scanRef !== undefined,
      disabled: this.#disabled,
      poaDocument: this.#poaDocument,
    });
    this.#internals.states.clear();
    this.#internals.states.add(state.at);
    this.#giveValue(this.#words);
  };

  /** Sets the form value to the accepted file, and the validity. */
  #giveValue(words: Words): void {
    const { at, chosen } = this.#flow.state;
    const file = !this.scanRef && at === "judged" && chosen?.prepared?.body ? chosen.file : undefined;
    const form = new FormData();
    if (file) form.append(this.name, file);
    if (file && this.#poaDocument) form.append(`${this.name}-kind`, this.#poaDocument);
    this.#internals.setFormValue(file && this.name ? form : null);

    const missing = this.#missing(file);
    if (missing) {
      const flags = { valueMissing: missing === "choose.missing", customError: missing !== "choose.missing" };
      this.#internals.setValidity(flags, words.say(missing), this.#view.work);
    } else {
      this.#internals.setValidity({});
    }
    if (file === this.#value) return;
    this.#value = file;
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** The reason why a form cannot be submitted yet. */
  #missing(file: File | undefined): Key | undefined {
    const { at, chosen } = this.#flow.state;
    if (at === "done") return undefined;
    if (file) return poaDocumentsOf(this.#step).length > 0 && !this.#poaDocument ? "poa.label" : undefined;
    if (at === "looking" || at === "copying") return "status.looking";
    if (chosen?.prepared && !chosen.prepared.report.accepted) return "status.refused";
    return this.required ? "choose.missing" : undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "idenfy-step": StepElement;
  }
}
