// What goes wrong for a person, and what the page then says.

import { expect, test } from "./stack.ts";

test("a payload that is not JSON is one finding with its place", async ({ page, stack }) => {
  await page.goto(stack.url);
  await page.getByRole("textbox", { name: "Payload" }).fill('{"clientId": "1",\n "additionalSteps": }');
  const findings = page.getByRole("list", { name: "Findings in the payload" }).getByRole("listitem");
  await expect(findings).toHaveCount(1);
  await expect(findings).toContainText("2:21");
});

test("a wasm that does not load says what and why", async ({ page, stack }) => {
  await page.route("**/steps-*.wasm", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  await page.goto(stack.url);
  await expect(page.getByRole("alert").filter({ hasText: "steps" })).toContainText(
    "answers with text/html, not with wasm",
  );
  await page.unroute("**/steps-*.wasm");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Nothing to fix.")).toBeVisible();
});

test("the page says that iDenfy is away, and trying again works once it is back", async ({ page, stack }) => {
  await page.goto(stack.url);
  await stack.endSandbox();
  const answer = page.waitForResponse("**/v1/token");
  await page.getByRole("button", { name: "Create a token" }).click();
  expect((await answer).status()).toBe(502);
  expect(await (await answer).json()).toMatchObject({ identifier: "INTERNAL_ERROR" });
  const problem = page.getByRole("alert").filter({ hasText: "iDenfy cannot be reached" });
  await expect(problem).toBeVisible();
  await stack.startSandbox();
  await problem.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("The token is there.")).toBeVisible();
});
