// The least that an upload can cost in this runtime: the body forwarded as it
// comes, with the secret, and nothing looked at.

import type { Env } from "../../src/host.ts";
import { basicAuth } from "../js/upstream.ts";

export default {
  async fetch(request, env) {
    const length = request.headers.get("content-length") ?? "";
    return fetch(`${env.IDENFY_URL}/api/v2/upload-additional-step`, {
      method: "POST",
      headers: { ...basicAuth(env), "content-length": length },
      body: request.body,
    });
  },
} satisfies ExportedHandler<Env>;
