// A Worker that runs the statements which are posted to it, by the code that
// runs Go's. web/test/gateway/store.test.ts starts it for internal/d1store's tests.

import { type Env, query } from "../src/host.ts";

export default {
  async fetch(request, env) {
    try {
      return new Response(await query(env.DB, await request.text()));
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
} satisfies ExportedHandler<Env>;
