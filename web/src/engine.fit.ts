// Makes a picture fit the limits: the browser decodes it, draws it upright and as large as allowed, and saves it as a
// JPEG without location, camera and other metadata. Go judges whether it fits.
import { EngineError } from "./engine.error.ts";
import { isPicture, judge, maxWholeFile, type Work } from "./engine.files.ts";
import type { Fitted, InspectOptions, Limits } from "./types.ts";

/** A page of A4 at 400 dpi, and the largest canvas that every browser supports (Safari's on a phone). */
const maxPixels = 2 ** 24;

/** A page whose longer side has fewer pixels is illegible. */
const legibleSide = 800;

/** At full size. Below the last one, artefacts around letters lose more than fewer pixels do. */
const qualities = [0.92, 0.85, 0.75];
const scaledQuality = 0.85;
const scaleStep = 0.8;

const unlimited: Limits = {
  request: Number.MAX_SAFE_INTEGER,
  image: Number.MAX_SAFE_INTEGER,
  pixels: Number.MAX_SAFE_INTEGER,
  pages: Number.MAX_SAFE_INTEGER,
};

export async function makeFit(work: Work, file: Blob, options: InspectOptions): Promise<Fitted> {
  if (file.size > maxWholeFile) throw cannotFit("It is too large to be read.");
  const { report, bytes } = await judge(work, file, { ...options, limits: unlimited });
  if (!report.accepted || !bytes || !isPicture(report)) {
    throw cannotFit(report.findings.find(({ severity }) => severity === "error")?.message ?? "It is no picture.");
  }
  const picture = await decode(bytes);
  try {
    const most = Math.min(maxPixels, options.limits?.pixels || maxPixels);
    for (const { width, height, quality } of attempts(picture, most)) {
      work.signal.throwIfAborted();
      const fitted = new File([await saved(picture, width, height, quality)], jpegName(file), { type: "image/jpeg" });
      const judged = await judge(work, fitted, options);
      if (!judged.report.findings.some(({ params }) => params?.remedy === "fit")) {
        return { file: fitted, report: judged.report };
      }
    }
  } finally {
    picture.close();
  }
  throw cannotFit("Made that small, its text could not be read. Take it again, of the document only.");
}

export interface Attempt {
  width: number;
  height: number;
  /** Of the JPEG, from 0 to 1. */
  quality: number;
}

/** Sizes and qualities, the best first: not larger than the picture and the limit, and never illegible. */
export function* attempts(picture: { width: number; height: number }, maxPixels: number): Generator<Attempt> {
  const sized = (scale: number) => ({
    width: Math.max(1, Math.floor(picture.width * scale)),
    height: Math.max(1, Math.floor(picture.height * scale)),
  });
  const full = Math.min(1, Math.sqrt(maxPixels / (picture.width * picture.height)));
  for (const quality of qualities) yield { ...sized(full), quality };
  const smallest = legibleSide / Math.max(picture.width, picture.height);
  for (let scale = full * scaleStep; scale >= smallest; scale *= scaleStep) {
    yield { ...sized(scale), quality: scaledQuality };
  }
}

async function decode(bytes: Uint8Array<ArrayBuffer>): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(new Blob([bytes]), { imageOrientation: "from-image" });
  } catch {
    throw cannotFit("The browser cannot show it: it is damaged, or has too many pixels.");
  }
}

async function saved(picture: ImageBitmap, width: number, height: number, quality: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw cannotFit("The browser has no room left to draw it.");
  context.fillStyle = "white"; // behind transparent pixels
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return canvas.convertToBlob({ type: "image/jpeg", quality });
}

function jpegName(file: Blob): string {
  const name = file instanceof File ? file.name : "picture";
  return `${name.replace(/\.[^.]*$/, "")}.jpg`;
}

function cannotFit(why: string): EngineError {
  return new EngineError("cannot-fit", `This picture cannot be made to fit here. ${why}`);
}
