// Made by internal/catalogue/generate from internal/catalogue/catalogue.json. Do not edit.

/** Bytes of a token request to the gateway; texts in 24 locales for 40 steps take 100 kB. */
export const tokenBodyBytes = 1_048_576;

/** Characters of a file in base64, a multiple of four: what is left of requestBytes is for the JSON around it. */
export const uploadBodyBytes = 19_990_000;

/** Bytes of a webhook: the documented example has 3 kB; forty steps with two addresses of 500 characters each, and long lists of AML results, stay below 100 kB. */
export const webhookBodyBytes = 131_072;

/** Bytes of an answer of iDenfy's that are read; the longest token reply seen has 6 kB. */
export const replyBytes = 1_048_576;

/** Least bytes of a key, as RFC 7518, 3.2 asks of HS256. */
export const grantKeyBytes = 32;

/** The end of the year 9999 in Unix seconds: what lies after it is no time, or counts milliseconds. */
export const lastSecond = 253_402_300_799;

/** The gateway's routes: whether the call needs a JWT, the limit of its body (none: it has none), and whether it must say its length. */
export const routes = [
  { route: "POST /v1/token", caller: true, maxBytes: tokenBodyBytes, length: false },
  { route: "POST /v1/upload", caller: true, maxBytes: uploadBodyBytes, length: true },
  { route: "GET /v1/verifications/{scanRef}", caller: true, maxBytes: 0, length: false },
  { route: "POST /webhooks/idenfy", caller: false, maxBytes: webhookBodyBytes, length: false },
  { route: "GET /healthz", caller: false, maxBytes: 0, length: false },
];

/** What an error is called: the gateway's own identifiers, then iDenfy's. */
export type Identifier =
  | "CALLER_MISSING"
  | "CALLER_MALFORMED"
  | "CALLER_UNSIGNED"
  | "CALLER_ALGORITHM"
  | "CALLER_SIGNATURE"
  | "CALLER_KEY_UNKNOWN"
  | "CALLER_KEYS_AWAY"
  | "CALLER_EXPIRED"
  | "CALLER_NEVER_EXPIRES"
  | "CALLER_NOT_YET_VALID"
  | "CALLER_ISSUER"
  | "CALLER_AUDIENCE"
  | "CALLER_CLAIM"
  | "CALLER_SUBJECT"
  | "GRANT_KEY_SHORT"
  | "GRANT_PURPOSE"
  | "GRANT_FLOW"
  | "GRANT_SCANREF"
  | "GRANT_STEP"
  | "GRANT_ID"
  | "GRANT_USED_UP"
  | "UPLOAD_RUNNING"
  | "ORIGIN_NOT_ALLOWED"
  | "INTERNAL_ERROR"
  | "BAD_VALUE"
  | "MISSING_VALUE"
  | "UNAUTHORIZED"
  | "ENCODING_ERROR"
  | "JSON_ERROR"
  | "TOKEN_NOT_VALID"
  | "PARTNER_CONTRACT_ERROR"
  | "PARTNER_ERROR"
  | "METHOD_NOT_ALLOWED"
  | "PERMISSIONS_ERROR"
  | "TOO_MANY_REQUESTS"
  | "VALIDATION_ERROR";
