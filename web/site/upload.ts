// Part 4: a better document, in <idenfy-step>.
import type { Client, Engine, Prepared, Token, Verification } from "../src/index.ts";
import { StepElement } from "../src/step.ts";
import { byId, element } from "./dom.ts";

const step = byId("upload", StepElement);
const choice = byId("upload-step", HTMLSelectElement);
const facts = byId("upload-facts", HTMLDListElement);
const why = byId("upload-why", HTMLParagraphElement);

/** The step that is shown before there is a token. */
const bill = { name: "UTILITY_BILL" };

interface UploadPart {
  /** Offers the token's steps; undefined removes them. */
  token(token: Token | undefined): void;
  /** Takes the steps that are asked for again. */
  verification(verification: Verification): void;
}

/** Starts the part; `onSent` gets the scanRef after each upload. */
export function uploadPart(engine: Engine, client: () => Client, onSent: (scanRef: string) => void): UploadPart {
  let token: Token | undefined;
  let asked: string[] = [];

  function show({ anew = false } = {}): void {
    const chosen = token?.steps.find(({ name }) => name === choice.value) ?? bill;
    if (step.step !== chosen || anew) step.step = chosen;
    // Without a verification the element only judges files.
    step.scanRef = asked.includes(choice.value) ? token?.scanRef : undefined;
    why.hidden = step.scanRef !== undefined;
    why.textContent = token
      ? "Sending opens when iDenfy wants this step once more."
      : "Sending needs a verification: create a token first. A file can be looked into at any time.";
  }

  step.engine = {
    ...engine,
    async prepare(file, options) {
      const prepared = await engine.prepare(file, { ...options, sha256: true });
      showFacts(prepared);
      return prepared;
    },
  };
  choice.onchange = () => show();
  step.addEventListener("beforechoose", () => facts.replaceChildren());
  step.addEventListener("upload", ({ detail: { scanRef } }) => onSent(scanRef));
  show();

  return {
    token(now) {
      token = now;
      asked = [];
      step.client = client();
      const names = now ? now.steps.map(({ name }) => name) : ["Comes with the token"];
      choice.replaceChildren(...names.map((name) => element("option", {}, name)));
      choice.disabled = now === undefined;
      show();
    },
    verification({ steps }) {
      const added = steps.find((name) => !asked.includes(name));
      // A step stays after its upload, so that the sent file stays visible.
      asked = [...new Set([...asked, ...steps])];
      if (added) choice.value = added;
      show({ anew: step.state.at === "done" && steps.includes(choice.value) }); // the sent file was refused
    },
  };
}

/** For integrators, to compare with what arrives. */
function showFacts({ report, sha256 }: Prepared): void {
  const rows = [
    ["Type", report.type],
    ["Bytes", String(report.bytes)],
  ];
  if (sha256) rows.push(["SHA-256", sha256]);
  facts.replaceChildren(
    ...rows.flatMap(([term = "", value = ""]) => [element("dt", {}, term), element("dd", {}, value)]),
  );
}
