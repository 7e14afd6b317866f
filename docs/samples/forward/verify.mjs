// FORWARD_KEY=… node verify.mjs "$FORWARD_SIGNATURE" <body
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";

const body = readFileSync(0); // the raw bytes
const { t, v1 } = Object.fromEntries(process.argv[2].split(",").map((part) => part.split("=")));
const wanted = createHmac("sha256", process.env.FORWARD_KEY).update(`${t}.`).update(body).digest();
const given = Buffer.from(v1 ?? "", "hex");
const fresh = Math.abs(Date.now() / 1000 - t) < 300;
process.exit(fresh && given.length === wanted.length && timingSafeEqual(given, wanted) ? 0 : 1);
