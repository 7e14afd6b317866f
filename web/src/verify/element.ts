// `<idenfy-verify>`: iDenfy's own window, in a frame or behind a link.
import { ElementBase, keepProperties, languageAround } from "../element.ts";
import { loadWords, type Words } from "../locale.ts";
import { pause } from "../wait.ts";
import { type WindowAddress, windowAddress } from "./address.ts";
import type { VerifyEventMap, VerifyOutcome, VerifyTrouble } from "./events.ts";
import { hasCamera, isRefusalOf } from "./frame.ts";
import { readOutcome } from "./message.ts";
import { buildView, type View } from "./view.ts";

/** Milliseconds until a window that has not loaded is reported as slow. */
const patience = 15_000;

/**
 * Shows iDenfy's window for a token.
 *
 * Attributes: `redirect-url`, the token's `redirectUrl`; `mode`, which is `frame` or `redirect` (a link to iDenfy's own
 * page, without events); `locale`, by default the page's language. `VerifyEventMap` has its events, style.ts its custom
 * properties (`--idenfy-verify-…`) and parts.
 *
 * A page cannot detect that a frame stays empty because cookies are blocked or the site refuses to be framed, so there is
 * always a link to iDenfy's own page above the frame.
 */
export class VerifyElement extends ElementBase {
  static readonly observedAttributes = ["redirect-url", "mode", "locale"];

  #shown = new AbortController();
  #view?: View;

  /** The `redirectUrl` of a token; without one, nothing is shown. */
  get redirectUrl(): string {
    return this.getAttribute("redirect-url") ?? "";
  }
  set redirectUrl(url: string) {
    this.setAttribute("redirect-url", url);
  }

  get mode(): "frame" | "redirect" {
    return this.getAttribute("mode") === "redirect" ? "redirect" : "frame";
  }
  set mode(mode: "frame" | "redirect") {
    this.setAttribute("mode", mode);
  }

  /** The person's language. Default: the page's, or else the browser's. */
  get locale(): string {
    return this.getAttribute("locale") ?? languageAround(this);
  }
  set locale(locale: string) {
    this.setAttribute("locale", locale);
  }

  connectedCallback(): void {
    keepProperties(this, ["redirectUrl", "mode", "locale"]);
    void this.#show();
  }
  disconnectedCallback(): void {
    this.#shown.abort();
  }
  attributeChangedCallback(_name: string, before: string | null, now: string | null): void {
    if (this.isConnected && before !== now) void this.#show();
  }

  /** Focuses the window, or else the link to it. */
  override focus(options?: FocusOptions): void {
    const { frame, link } = this.#view ?? {};
    (frame?.isConnected ? frame : link)?.focus(options);
  }

  override addEventListener<K extends keyof VerifyEventMap>(
    type: K,
    listener: (this: VerifyElement, event: VerifyEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
  }

  /** Replaces what is shown, by the current attributes. */
  async #show(): Promise<void> {
    this.#shown.abort();
    this.#shown = new AbortController();
    const { signal } = this.#shown;
    this.#view = undefined;
    this.shadowRoot?.replaceChildren();
    if (!this.redirectUrl) return;
    const address = windowAddress(this.redirectUrl, this.locale);
    const words = await loadWords(this.locale);
    if (signal.aborted) return;
    this.#view = buildView(this.shadowRoot ?? this.attachShadow({ mode: "open" }), this.mode, words, address);
    if (this.#view.frame) this.#openFrame(this.#view, this.#view.frame, address, words, signal);
  }

  #openFrame(view: View, frame: HTMLIFrameElement, address: WindowAddress, words: Words, signal: AbortSignal): void {
    const loading = new AbortController();
    let told: VerifyOutcome | undefined;

    const isInTheWay = (trouble: VerifyTrouble) => {
      if (signal.aborted || told) return;
      loading.abort();
      view.showTrouble(words.say(`verify.${trouble}`), trouble === "blocked");
      this.#tell("blocked", trouble);
    };

    const listening = { signal };
    addEventListener(
      "message",
      ({ origin, source, data }) => {
        if (origin !== address.origin || source !== frame.contentWindow) return;
        const outcome = readOutcome(data);
        if (!outcome || outcome === told) return;
        told = outcome;
        view.showOutcome(words.say(outcome === "suspected" ? "verify.waiting" : `verify.${outcome}`));
        this.#tell(outcome, null);
      },
      listening,
    );
    document.addEventListener(
      "securitypolicyviolation",
      (violation) => isRefusalOf(address.frame, violation) && isInTheWay("blocked"),
      listening,
    );
    frame.addEventListener("load", () => {
      loading.abort();
      if (!told) view.showLoaded();
    });
    pause(patience, AbortSignal.any([signal, loading.signal])).then(
      () => isInTheWay("slow"),
      () => {}, // loaded, or removed
    );
    frame.src = address.frame;
    void hasCamera(frame).then((has) => has || isInTheWay("camera"));
  }

  #tell<K extends keyof VerifyEventMap>(type: K, detail: VerifyEventMap[K]["detail"]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "idenfy-verify": VerifyElement;
  }
}
