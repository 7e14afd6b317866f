// The client of the gateway.
import { authorizationFailed, ClientError } from "./client.error.ts";
import { mayPass, online, visible, withRetries } from "./client.retry.ts";
import { sendJSON, sendText } from "./client.send.ts";
import type { Progress, Token, Upload, Verification } from "./types.ts";
import { orAborted, pause } from "./wait.ts";

export { ClientError } from "./client.error.ts";

/** What a JWT is needed for: audience and claims of the grant that allows it (docs/grants.md). */
export type Purpose =
  | { purpose: "token" }
  | { purpose: "upload"; scanRef: string; step: string }
  | { purpose: "read"; scanRef: string };

export interface ClientOptions {
  /** The gateway's URL. Default: the page's own origin. */
  baseURL?: string;
  /**
   * Returns the JWT for a call: the identity provider's, or a grant of the product's back end. Called before every
   * request, and once more with `renew` if the gateway answers that the JWT has expired. Default: no JWT.
   */
  getAuthorization?: (asked: Purpose & { renew: boolean; signal?: AbortSignal }) => string | Promise<string>;
}

export interface Client {
  /** Creates a token. Retried only with a new JWT after CALLER_EXPIRED, since a second token costs money. */
  createToken(options?: { request?: unknown; flow?: string; locale?: string; signal?: AbortSignal }): Promise<Token>;
  /**
   * Replaces the step's file by one that `Engine.prepare` has encoded. Tries up to three times after transient failures;
   * waits while the browser is offline.
   */
  uploadStep(options: {
    scanRef: string;
    step: string;
    body: Blob;
    /** Counts the bytes passed to the network, from 0 for each try. After the last byte the answer is still to come. */
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
  }): Promise<Upload>;
  /** Reads the state of a verification. Tries up to three times after transient failures. */
  verification(scanRef: string, options?: { signal?: AbortSignal }): Promise<Verification>;
  /**
   * Yields the state of a verification, now and after every change, until it is `accepted` or `closed` or the caller
   * stops. Polls while the page is visible, less often the longer nothing changes; continues after transient failures.
   */
  follow(scanRef: string, options?: { signal?: AbortSignal }): AsyncGenerator<Verification, void, void>;
}

/** Makes a client, which has no state. */
export function createClient({ baseURL = "", getAuthorization }: ClientOptions = {}): Client {
  const gateway = `${baseURL.replace(/\/+$/, "")}/v1`;

  /** Makes a call with a JWT, and once more with a renewed one if that has expired. */
  async function authorized<T>(
    purpose: Purpose,
    signal: AbortSignal | undefined,
    send: (jwt?: string) => Promise<T>,
  ): Promise<T> {
    if (!getAuthorization) return send();
    const jwt = (renew: boolean) => {
      const asked = new Promise<string>((resolve) => resolve(getAuthorization({ ...purpose, renew, signal })));
      return orAborted(asked, signal).catch((cause) => {
        signal?.throwIfAborted();
        throw authorizationFailed(cause);
      });
    };
    try {
      return await send(await jwt(false));
    } catch (error) {
      if (!(error instanceof ClientError && error.identifier === "CALLER_EXPIRED")) throw error;
    }
    return send(await jwt(true));
  }

  const read = (scanRef: string, signal?: AbortSignal) =>
    authorized({ purpose: "read", scanRef }, signal, (jwt) =>
      sendJSON<Verification>(`${gateway}/verifications/${encodeURIComponent(scanRef)}`, undefined, { jwt, signal }),
    );

  return {
    createToken: ({ signal, ...body } = {}) =>
      authorized({ purpose: "token" }, signal, (jwt) => sendJSON(`${gateway}/token`, body, { jwt, signal })),

    uploadStep({ scanRef, step, body, onProgress, signal }) {
      const url = `${gateway}/upload?${new URLSearchParams({ scanRef, step })}`;
      const send = (jwt?: string) =>
        sendText<{ scanRef: string; step: string }>(url, body, { jwt, signal, onProgress });
      return withRetries(() => authorized({ purpose: "upload", scanRef, step }, signal, send), signal);
    },

    verification: (scanRef, { signal } = {}) => withRetries(() => read(scanRef, signal), signal),

    async *follow(scanRef, { signal } = {}) {
      let told = "";
      for (let wait = shortestWait; ; wait = Math.min(wait * 1.25, longestWait)) {
        await visible(signal);
        const now = await read(scanRef, signal).catch((error) => {
          if (!mayPass(error)) throw error;
        });
        if (now && JSON.stringify(now) !== told) {
          told = JSON.stringify(now);
          wait = shortestWait;
          yield now;
          if (now.state === "accepted" || now.state === "closed") return;
        }
        await pause(wait, signal);
        await online(signal);
      }
    },
  };
}

/** Pauses of `follow` in milliseconds: a reviewer takes minutes. */
const shortestWait = 1000;
const longestWait = 15_000;
