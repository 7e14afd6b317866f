// Detects why a frame may not work, as far as a page can.

/** Whether a violation of the page's Content-Security-Policy has blocked the frame. */
export function isRefusalOf(url: string, { effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): boolean {
  // The browser reports blockedURI without its path, since it may be the target of a redirect.
  return effectiveDirective === "frame-src" && `${blockedURI}/`.startsWith(`${new URL(url).origin}/`);
}

/** Whether the frame may use the camera, as far as the page can know. */
export async function hasCamera(frame: HTMLIFrameElement & { featurePolicy?: FeaturePolicy }): Promise<boolean> {
  if (!isSecureContext || frame.featurePolicy?.allowsFeature("camera") === false) return false;
  try {
    return (await navigator.permissions.query({ name: "camera" })).state !== "denied";
  } catch {
    return true; // the browser does not support this query
  }
}

/** Chromium's; TypeScript does not know it. */
interface FeaturePolicy {
  allowsFeature(name: string): boolean;
}
