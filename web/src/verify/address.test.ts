import { expect, test } from "vitest";
import { windowAddress } from "./address.ts";

test.each([
  [
    "iDenfy's redirect",
    "https://ivs.idenfy.com/api/v2/redirect?authToken=abc",
    { frame: "https://ui.idenfy.com/?authToken=abc&lang=lt", origin: "https://ui.idenfy.com" },
  ],
  [
    "iDenfy's window itself",
    "https://ui.idenfy.com/session?authToken=abc&lang=en",
    { frame: "https://ui.idenfy.com/session?authToken=abc&lang=lt", origin: "https://ui.idenfy.com" },
  ],
  [
    "the sandbox's redirect",
    "http://127.0.0.1:8788/api/v2/redirect?authToken=abc",
    { frame: "http://127.0.0.1:8788/api/v2/redirect?authToken=abc&lang=lt", origin: "http://127.0.0.1:8788" },
  ],
])("frames %s", (_name, redirectUrl, address) => {
  expect(windowAddress(redirectUrl, "lt-LT")).toEqual({ redirect: redirectUrl, ...address });
});

test.each([
  "",
  "javascript:alert(1)",
  "data:text/html,x",
  "/api/v2/redirect?authToken=abc",
  "http://ivs.idenfy.com/api/v2/redirect?authToken=abc",
  "http://localhost.evil.example/",
])("does not open %j", (redirectUrl) => {
  expect(() => windowAddress(redirectUrl, "lt")).toThrow("Give it the redirectUrl of a token.");
});
