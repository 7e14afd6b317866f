// The DOM of `<idenfy-verify>`.
import type { Words } from "../locale.ts";
import type { WindowAddress } from "./address.ts";
import { css } from "./style.ts";

export interface View {
  /** Absent in the mode redirect. */
  frame?: HTMLIFrameElement;
  /** To iDenfy's own page. */
  link: HTMLAnchorElement;
  /** Shows why the frame does not work; `instead` removes the frame. */
  showTrouble(text: string, instead: boolean): void;
  /** The frame has loaded, perhaps late. */
  showLoaded(): void;
  showOutcome(text: string): void;
}

export function buildView(root: ShadowRoot, mode: "frame" | "redirect", words: Words, address: WindowAddress): View {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const link = make("a", { part: "link", href: address.redirect });
  const status = make("p", { part: "status", role: "status", dir: "ltr" });
  const hint = make("p", { part: "hint", textContent: words.say("verify.hint") });
  const trouble = make("p", { part: "trouble", role: "alert" });
  const help = make("div", { part: "help", lang: words.locale, dir: "ltr" }); // all locales are
  const frame = make("iframe", {
    part: "frame",
    title: words.say("verify.title"),
    allow: "camera",
    allowFullscreen: true, // the liveness check needs it
  });

  if (mode === "redirect") {
    link.part.add("button");
    link.textContent = words.say("verify.start");
    help.append(link);
    root.append(help);
  } else {
    link.textContent = words.say("verify.open");
    help.append(hint, trouble, link);
    root.append(help, status, frame);
    status.lang = words.locale;
    status.textContent = words.say("verify.loading");
  }

  return {
    frame: mode === "frame" ? frame : undefined,
    link,
    showTrouble(text, instead) {
      status.textContent = "";
      hint.hidden = true;
      trouble.textContent = text;
      link.part.add("button");
      if (!instead) return;
      const focused = root.activeElement === frame;
      frame.remove();
      if (focused) link.focus();
    },
    showLoaded() {
      status.textContent = "";
      if (trouble.textContent !== words.say("verify.slow")) return;
      trouble.textContent = "";
      link.part.remove("button");
      hint.hidden = false;
    },
    showOutcome(text) {
      help.hidden = true;
      status.textContent = text;
    },
  };
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<Omit<HTMLElementTagNameMap[K], "part">> & { part: string },
): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(tag), properties);
}
