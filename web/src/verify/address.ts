// Where iDenfy's window is.

/** The window as a page of its own, and in a frame. */
export interface WindowAddress {
  /** For a link: the token's own address. */
  redirect: string;
  /** For a frame. */
  frame: string;
  /** Where the frame's messages come from. */
  origin: string;
}

/** iDenfy answers a token with the first address; a frame shows the second one, which the first leads to. */
const redirectOrigin = "https://ivs.idenfy.com";
const windowOrigin = "https://ui.idenfy.com";

/**
 * Finds the window of a token by its `redirectUrl`. In a frame it speaks the language of its address, not the token's.
 * What is no address of iDenfy's is taken for a stand-in, such as the sandbox. Throws where it cannot be opened.
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
