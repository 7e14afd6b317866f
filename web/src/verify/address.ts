// The addresses of iDenfy's window.

export interface WindowAddress {
  /** For a link: the token's `redirectUrl`. */
  redirect: string;
  /** For a frame. */
  frame: string;
  /** The origin of the frame's messages. */
  origin: string;
}

/** The first is the origin of a token's `redirectUrl`, which redirects to the second. */
const redirectOrigin = "https://ivs.idenfy.com";
const windowOrigin = "https://ui.idenfy.com";

/**
 * Returns the addresses of the window for a token's `redirectUrl`. In a frame, the window's language is that of its
 * address, not the token's. A URL of another origin is used as it is, for the sandbox. Throws a TypeError for a URL that
 * is neither https nor on this machine.
 */
export function windowAddress(redirectUrl: string, locale: string): WindowAddress {
  const redirect = URL.canParse(redirectUrl) && new URL(redirectUrl); // Safari 17 has no URL.parse
  if (!redirect || !isSafe(redirect)) {
    throw new TypeError(
      "<idenfy-verify> opens https addresses (http on this machine only). Give it the redirectUrl of a token.",
    );
  }
  const frame = new URL(redirect.origin === redirectOrigin ? `${windowOrigin}/${redirect.search}` : redirect);
  frame.searchParams.set("lang", locale.replace(/[-_].*/, "").toLowerCase());
  return { redirect: redirect.href, frame: frame.href, origin: frame.origin };
}

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname));
}
