export type { Client, ClientOptions, Purpose } from "./client.ts";
export { ClientError, createClient } from "./client.ts";
export type { EngineErrorCode } from "./engine.error.ts";
export { EngineError } from "./engine.error.ts";
export { createEngine } from "./engine.ts";
export { applyFix } from "./fix.ts";
export type * from "./types.ts";
