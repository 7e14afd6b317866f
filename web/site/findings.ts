import type { Finding } from "../src/index.ts";
import { element } from "./dom.ts";

interface FindingActions {
  /** Shows the finding's position in the text. */
  onShow?: (finding: Finding) => void;
  /** Makes the finding's edits. */
  onFix?: (finding: Finding) => void;
}

/** A finding as a list item: severity, position, message, and a button for its fix. */
export function findingItem(finding: Finding, { onShow, onFix }: FindingActions = {}): HTMLLIElement {
  const item = element("li", { className: `finding ${finding.severity}` });
  item.append(element("span", { className: "severity" }, finding.severity), " ");
  if (onShow && finding.line && finding.column) {
    const where = element("button", { type: "button", className: "where" }, `${finding.line}:${finding.column}`);
    where.title = `Line ${finding.line}, column ${finding.column}`;
    where.onclick = () => onShow(finding);
    item.append(where, " ");
  }
  item.append(element("span", {}, finding.message));
  if (finding.fix && onFix) {
    const fix = element("button", { type: "button", className: "fix" }, `Apply fix: ${finding.fix.title}`);
    fix.onclick = () => onFix(finding);
    item.append(" ", fix);
  }
  return item;
}
