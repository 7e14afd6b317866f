// The camera: its live picture, and photos.
import type { Key } from "../locale.ts";

/** Whether the browser offers a camera to this page, which needs a secure context. */
export function canShowCamera(): boolean {
  return navigator.mediaDevices?.getUserMedia !== undefined;
}

/** Starts the rear camera with up to 4K pixels, so that small print is legible. */
export async function openCamera(signal: AbortSignal): Promise<MediaStream> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: { ideal: "environment" }, width: { ideal: 3840 }, height: { ideal: 2160 } },
  });
  if (signal.aborted) stopCamera(stream);
  signal.throwIfAborted();
  return stream;
}

export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Why there is no picture, and what the person can do. */
export function cameraProblem(error: unknown): Key {
  switch (error instanceof DOMException && error.name) {
    case "NotAllowedError":
    case "SecurityError":
      return "camera.blocked";
    case "NotFoundError":
      return "camera.none";
    default:
      return "camera.busy";
  }
}

/** Takes a photo, as a JPEG. */
export async function takePhoto(video: HTMLVideoElement): Promise<File> {
  await video.play(); // resolves after the first frame
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
  if (!blob) throw new DOMException("The camera gives no picture.", "NotReadableError");
  return new File([blob], "photo.jpg", { type: "image/jpeg" });
}
