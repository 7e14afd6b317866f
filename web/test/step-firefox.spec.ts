// The main flow of `<idenfy-step>` in Debian's Firefox: a bill is chosen, looked at by Go, agreed to and sent, by
// keyboard but for the choice of the file, which no protocol reaches by keys.
import type { IncomingMessage } from "node:http";
import { expect, test } from "@playwright/test";
import { startFirefox, type Tab } from "./bidi.ts";
import { testFile } from "./files.ts";
import { servePackage } from "./package-server.ts";

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A step</title>
<idenfy-step scan-ref="sandbox-1"></idenfy-step><script type="module" src="/src/step.ts"></script></html>`;

const enter = "\uE006";
const tab = "\uE004";

const status = (firefox: Tab) =>
  firefox.run(() => document.querySelector("idenfy-step")?.shadowRoot?.querySelector("[part=status]")?.textContent);

const focused = (firefox: Tab) =>
  firefox.run(() => document.querySelector("idenfy-step")?.shadowRoot?.activeElement?.textContent);

async function read(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}

test("a bill is given in Firefox", async () => {
  const uploads: string[] = [];
  const server = await servePackage(
    {},
    {
      name: "page-and-gateway",
      configureServer({ middlewares }) {
        middlewares.use("/step", (_, response) => response.setHeader("content-type", "text/html").end(page));
        middlewares.use("/v1/upload", async (request, response) => {
          uploads.push(`${request.url} ${(await read(request)).slice(0, 8)}`);
          response.end('{"scanRef":"sandbox-1","step":"UTILITY_BILL"}');
        });
      },
    },
  );
  const firefox = await startFirefox(process.env.FIREFOX || "firefox-esr");
  try {
    const { tab: it } = firefox;
    await it.goto(`${server.url}step`);
    await it.run(async () => {
      await customElements.whenDefined("idenfy-step");
      Object.assign(document.querySelector("idenfy-step") ?? {}, { step: { name: "UTILITY_BILL", type: "COMPARE" } });
    });
    await it.press(tab);
    await expect.poll(() => focused(it)).toMatch(/^(Take a photo|Choose a file)$/);
    await it.setFiles(
      () => document.querySelector("idenfy-step")?.shadowRoot?.querySelector("input"),
      [await testFile("photo.jpg")],
    );
    await expect.poll(() => status(it)).toBe("This file cannot be sent.");
    await it.setFiles(
      () => document.querySelector("idenfy-step")?.shadowRoot?.querySelector("input"),
      [await testFile("bill.jpg")],
    );
    await expect.poll(() => status(it)).toBe("Your file is ready.");
    await expect.poll(() => focused(it)).toBe("Your file is ready.");
    await it.press(tab);
    await expect.poll(() => focused(it)).toBe("Send");
    await it.press(enter);
    await expect.poll(() => focused(it)).toMatch(/^This takes the place/);
    await it.press(tab, enter);
    await expect.poll(() => status(it)).toBe("Thank you. Your document has arrived.");
    expect(uploads).toEqual(["/?scanRef=sandbox-1&step=UTILITY_BILL /9j/2wCE"]);
  } finally {
    await firefox.close();
    await server.close();
  }
});
