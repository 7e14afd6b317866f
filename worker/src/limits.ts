// Limits how often an address or a caller may call. The runtime's rate limits count approximately, and per location.
import type { Caller } from "./caller.ts";
import type { Env } from "./host.ts";
import { Refusal } from "./refusal.ts";
import type { Route } from "./routes.ts";

/** The period of the limits in wrangler.toml, in seconds. */
const period = 60;

export async function limitAddress(request: Request, env: Env): Promise<Refusal | undefined> {
  const address = request.headers.get("cf-connecting-ip");
  return address === null ? undefined : limit(env.LIMIT_IP, network(address));
}

/** Limits a person, or a grant's scanRef. Tokens have their own limit, since each costs money. */
export function limitCaller({ kind, claims }: Caller, { route }: Route, env: Env): Promise<Refusal | undefined> {
  const limiter = route === "POST /v1/token" ? env.LIMIT_TOKEN : env.LIMIT_SUBJECT;
  return limit(limiter, `${kind} ${claims.sub ?? claims.scanRef ?? ""}`);
}

async function limit(limiter: RateLimit | undefined, key: string): Promise<Refusal | undefined> {
  if (!limiter || (await limiter.limit({ key })).success) return undefined;
  return new Refusal("TOO_MANY_REQUESTS", "Too many calls. Wait a minute, then try again.", {
    headers: { "retry-after": String(period) },
  });
}

/** The part of an address that one household shares: the IPv4 address, or the /64 of IPv6. */
export function network(address: string): string {
  if (!address.includes(":")) return address;
  const [before = "", after] = address.split("::");
  const head = before.split(":").filter(Boolean);
  const tail = after?.split(":").filter(Boolean) ?? [];
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array<string>(zeros).fill("0"), ...tail];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
