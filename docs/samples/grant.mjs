// GRANT_KEY=… node grant.mjs '{"aud": "token", "sub": "customer-17"}'
import { createHmac } from "node:crypto";

const claims = { ...JSON.parse(process.argv[2]), exp: Math.floor(Date.now() / 1000) + 300 };
const unsigned = [{ alg: "HS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
const signature = createHmac("sha256", process.env.GRANT_KEY).update(unsigned).digest("base64url");
console.log(`${unsigned}.${signature}`);
