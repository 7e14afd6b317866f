import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * A port that nothing listens at, for a program that must be told its address before it starts. It is none of those that
 * systems give to who asks for any (from 32768), so that nobody gets it meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_768);
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
    } catch {
      continue; // somebody listens there
    }
    server.close();
    await once(server, "close");
    return port;
  }
}
