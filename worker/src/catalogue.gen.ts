// Made by internal/catalogue/generate from internal/catalogue/catalogue.json. Do not edit.

/** Bytes of a token request to the gateway; texts in all locales for 40 steps take 100 kB. */
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

/** The HTTP status of each identifier of an error: the gateway's own, then iDenfy's. */
export const statuses = {
  CALLER_MISSING: 401,
  CALLER_MALFORMED: 401,
  CALLER_UNSIGNED: 401,
  CALLER_ALGORITHM: 401,
  CALLER_SIGNATURE: 401,
  CALLER_KEY_UNKNOWN: 401,
  CALLER_KEYS_AWAY: 503,
  CALLER_EXPIRED: 401,
  CALLER_NEVER_EXPIRES: 401,
  CALLER_NOT_YET_VALID: 401,
  CALLER_ISSUER: 401,
  CALLER_AUDIENCE: 401,
  CALLER_CLAIM: 401,
  CALLER_SUBJECT: 403,
  GRANT_KEY_SHORT: 503,
  GRANT_PURPOSE: 403,
  GRANT_FLOW: 403,
  GRANT_SCANREF: 403,
  GRANT_STEP: 403,
  GRANT_ID: 403,
  GRANT_USED_UP: 403,
  UPLOAD_RUNNING: 409,
  ORIGIN_NOT_ALLOWED: 403,
  INTERNAL_ERROR: 500,
  BAD_VALUE: 400,
  MISSING_VALUE: 400,
  UNAUTHORIZED: 401,
  ENCODING_ERROR: 400,
  JSON_ERROR: 400,
  TOKEN_NOT_VALID: 400,
  PARTNER_CONTRACT_ERROR: 400,
  PARTNER_ERROR: 400,
  METHOD_NOT_ALLOWED: 405,
  PERMISSIONS_ERROR: 403,
  TOO_MANY_REQUESTS: 429,
  VALIDATION_ERROR: 400,
} as const;

/** What an error is called. */
export type Identifier = keyof typeof statuses;

/** What the gateway refuses in TypeScript, before Go is asked, and in Go alike. The status is the identifier's where none is given. */
export const refusals = {
  unknownPath: {
    identifier: "BAD_VALUE",
    status: 404,
    message: "There is no such path here.",
  },
  wrongMethod: {
    identifier: "METHOD_NOT_ALLOWED",
    status: 405,
    message: "This path takes another method; the Allow header names it.",
  },
  noLength: {
    identifier: "MISSING_VALUE",
    status: 411,
    message: "The request must say its Content-Length.",
  },
  compressed: {
    identifier: "BAD_VALUE",
    status: 415,
    message: "The body must not be compressed.",
  },
  stalled: {
    identifier: "BAD_VALUE",
    status: 408,
    message: "The body stopped coming. Send it again.",
  },
  brokenOff: {
    identifier: "BAD_VALUE",
    status: 400,
    message: "The body broke off while it was read. Send it again.",
  },
  failed: {
    identifier: "INTERNAL_ERROR",
    status: 500,
    message: "Something went wrong in the gateway. Try again.",
  },
} as const;
