// A server in iDenfy's place that does as it is told, and notes what reached it.

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it reached iDenfy. */
export interface Call {
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
  /** Whether all of the announced body came. */
  complete: boolean;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export class Upstream {
  calls: Call[] = [];
  answer: Answer = answerWell;
  /** When set, called for each request before its body is read; may answer, or leave the caller waiting. */
  meet?: (request: IncomingMessage, response: ServerResponse) => void;
  #server = createServer((request, response) => void this.#serve(request, response));

  /** A port of its own, or the one that it had before. */
  async start(port = 0): Promise<string> {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  reset(): void {
    this.calls = [];
    this.answer = answerWell;
    this.meet = undefined;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call: Call = { path: request.url ?? "", headers: request.headers, body: "", complete: false };
    this.calls.push(call);
    if (this.meet) {
      this.meet(request, response);
      return;
    }
    request.setEncoding("latin1");
    try {
      for await (const chunk of request) call.body += chunk;
      call.complete = request.complete;
    } catch {
      return; // the gateway broke it off
    }
    this.answer(request, response, call.body);
  }
}

const settings = { canUpload: true, canCapture: true, canUploadPDF: false };
const token = {
  message: "Token created successfully",
  authToken: "auth-1",
  clientId: "echo",
  firstName: "ANNA-PERSONAL",
  expiryTime: 3600,
  additionalSteps: { ALL: { ALL: { UTILITY_BILL: { type: "COMPARE", texts: {}, fields: ["address"], settings } } } },
};

let created = 0;

/** Does what iDenfy documents. The reply names its request, so that a mix-up shows. */
export const answerWell: Answer = (request, response, body) => {
  if (request.url !== "/api/v2/token") {
    response.end();
    return;
  }
  const { clientId } = JSON.parse(body);
  response.writeHead(201, { "content-type": "application/json" });
  response.end(JSON.stringify({ ...token, scanRef: `scan-${clientId}-${++created}` }));
};
