// What a page can know of whether a frame works.

/** Whether this violation of the page's Content-Security-Policy is that the frame was not opened. */
export function isRefusalOf(url: string, { effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): boolean {
  // What is blocked is told without its path, since a redirect might have led there.
  return effectiveDirective === "frame-src" && `${blockedURI}/`.startsWith(`${new URL(url).origin}/`);
}

/** Whether the frame may ask for the camera, as far as the page can know. */
export async function hasCamera(frame: HTMLIFrameElement & { featurePolicy?: FeaturePolicy }): Promise<boolean> {
  if (!isSecureContext || frame.featurePolicy?.allowsFeature("camera") === false) return false;
  try {
    return (await navigator.permissions.query({ name: "camera" })).state !== "denied";
  } catch {
    return true; // a browser that tells no page
  }
}

/** Chromium's; TypeScript does not know it. */
interface FeaturePolicy {
  allowsFeature(name: string): boolean;
}
