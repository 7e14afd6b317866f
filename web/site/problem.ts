// Error messages: one box for each part of the page, with a button to try again.
import { ClientError, EngineError } from "../src/index.ts";
import { element } from "./dom.ts";
import { findingItem } from "./findings.ts";

/** Shows an error in the part's box, and offers to try again if that may help. */
export function showProblem(box: HTMLElement, error: unknown, retry?: () => void): void {
  const { message, code } = inWords(error);
  const text = element("p", {}, message, " ", element("code", {}, code));
  const parts: Node[] = [text];
  if (error instanceof ClientError && error.findings?.length) {
    parts.push(element("ul", { className: "findings" }, ...error.findings.map((finding) => findingItem(finding))));
  }
  if (retry && mayPass(error)) {
    const again = () => {
      clearProblem(box);
      retry();
    };
    parts.push(element("button", { type: "button", onclick: again }, "Try again"));
  }
  box.replaceChildren(...parts);
}

export function clearProblem(box: HTMLElement): void {
  box.replaceChildren();
}

/** Whether the error is that the call was cancelled. */
export function isCancelled(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

function mayPass(error: unknown): boolean {
  return !(error instanceof ClientError) || error.retryable;
}

function inWords(error: unknown): { message: string; code: string } {
  if (error instanceof ClientError) return { message: error.message, code: error.identifier };
  if (error instanceof EngineError) {
    const start = /^(wasm|worker)-/.test(error.code) ? "Go did not start in this page: " : "";
    return { message: start + error.message, code: error.code };
  }
  if (error instanceof Error) return { message: error.message, code: error.name };
  return { message: "Something in this page went wrong.", code: String(error) };
}
