// The gateway as the page calls it.
import { authorizationFailed, ClientError } from "./client.error.ts";
import { mayPass, online, visible, withRetries } from "./client.retry.ts";
import { sendJSON, sendText } from "./client.send.ts";
import type { Progress, Token, Upload, Verification } from "./types.ts";
import { orAborted, pause } from "./wait.ts";

export { ClientError } from "./client.error.ts";

/** What a JWT is needed for: the audience and the claims of the grant that allows it (docs/grants.md). */
export type Purpose =
  | { purpose: "token" }
  | { purpose: "upload"; scanRef: string; step: string }
  | { purpose: "read"; scanRef: string };

export interface ClientOptions {
  /** Where the gateway is. Default: the page's own origin. */
  baseURL?: string;
  /**
   * Gives the JWT to call with: the identity provider's, or a grant of the product's back end. Asked before every
   * request, and once more with `renew` when the gateway says that the last one has expired. Without it, calls carry none.
   */
  getAuthorization?: (asked: Purpose & { renew: boolean; signal?: AbortSignal }) => string | Promise<string>;
}

export interface Client {
  /**
   * Creates a token. Never sent a second time by itself, since a second token costs money; only a call that was
   * refused for its expired JWT is.
   */
  createToken(options?: { request?: unknown; flow?: string; locale?: string; signal?: AbortSignal }): Promise<Token>;
  /**
   * Sends a file that `Engine.prepare` has encoded in the place of the step's present one. What may pass is tried
   * again, three times in all; while the browser is offline it waits.
   */
  uploadStep(options: {
    scanRef: string;
    step: string;
    body: Blob;
    /**
     * Counts bytes handed to the network, from 0 for each try: after the last one the answer is still to come.
     */
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
  }): Promise<Upload>;
  /** Tells how a verification stands. What may pass is tried again, three times in all. */
  verification(scanRef: string, options?: { signal?: AbortSignal }): Promise<Verification>;
  /**
   * Tells how a verification stands, now and whenever that changes, until it is `accepted` or `closed` or the caller
   * stops. Asks while the page is visible, less often the longer nothing happens; goes on after what may pass.
   */
  follow(scanRef: string, options?: { signal?: AbortSignal }): AsyncGenerator<Verification, void, void>;
}

/** Makes a client. It keeps no state. */
export function createClient({ baseURL = "", getAuthorization }: ClientOptions = {}): Client {
  const gateway = `${baseURL.replace(/\/+$/, "")}/v1`;

  /** Makes a call with the JWT that it needs; one that has expired is renewed, once. */
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

/** How long `follow` waits before it asks again, in milliseconds: a reviewer takes minutes. */
const shortestWait = 1000;
const longestWait = 15_000;
