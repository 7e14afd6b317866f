// The rules for a token request that the composed ones of this measurement can
// break. The gateway's own rule set (internal/steps) knows more of them: it is a
// part of what is measured, not of what is compared with.

export interface Finding {
  severity: "error" | "warning";
  pointer: string;
  message: string;
}

export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Rule = (value: unknown) => boolean;

const text =
  (min: number, max: number): Rule =>
  (value) =>
    typeof value === "string" && value.length >= min && value.length <= max;
const matching =
  (form: RegExp): Rule =>
  (value) =>
    typeof value === "string" && form.test(value);

const fields: Record<string, Rule> = {
  clientId: matching(/^[\x20-\x7e]{1,100}$/),
  firstName: matching(/^[^\d~!@#$%^*()_+={}[\]\\|:;",<>/?]{1,100}$/),
  lastName: matching(/^[^\d~!@#$%^*()_+={}[\]\\|:;",<>/?]{1,100}$/),
  locale: text(2, 2),
  callbackUrl: matching(/^https:\/\/.{1,2040}$/),
  successUrl: text(5, 2048),
  errorUrl: text(5, 2048),
  unverifiedUrl: text(5, 2048),
  dateOfBirth: matching(/^\d{4}-\d\d-\d\d$/),
  nationality: matching(/^[A-Z]{2}$/),
  personalNumber: text(1, 50),
  documentNumber: text(1, 50),
  sex: matching(/^[MF]$/),
  address: text(0, 255),
  externalRef: text(0, 40),
  additionalSteps: checkSteps,
  additionalData: checkData,
};

export function checkTokenRequest(request: Record<string, unknown>): Finding[] {
  const findings: Finding[] = [];
  for (const [name, value] of Object.entries(request)) {
    const rule = fields[name];
    if (!rule) findings.push({ severity: "warning", pointer: `/${name}`, message: "iDenfy knows no such field." });
    else if (!rule(value))
      findings.push({ severity: "error", pointer: `/${name}`, message: "iDenfy takes no such value." });
  }
  return findings;
}

function checkSteps(value: unknown): boolean {
  if (!isObject(value)) return false;
  return Object.entries(value).every(
    ([country, documents]) =>
      /^(ALL|[A-Z]{2})$/.test(country) && isObject(documents) && Object.values(documents).every(isBranch),
  );
}

function isBranch(branch: unknown): boolean {
  if (Array.isArray(branch)) return branch.every((name) => typeof name === "string");
  return isObject(branch) && Object.values(branch).every(isObject);
}

function checkData(value: unknown): boolean {
  if (!isObject(value)) return false;
  return Object.values(value).every(
    (step) => isObject(step) && Object.values(step).every((field) => typeof field === "string" && field !== ""),
  );
}
