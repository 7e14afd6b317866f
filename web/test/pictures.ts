// Pictures as cameras save them, made of one that is plain.

/** The JPEG with these segments behind its first marker. */
function withSegments(jpeg: Buffer, segments: Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** The same picture in at least so many bytes, of which most are comments. */
export function padded(jpeg: Buffer, bytes: number): Buffer {
  const comment = segment(0xfe, Buffer.alloc(65_000, "x"));
  return withSegments(jpeg, Array(Math.ceil(bytes / comment.length)).fill(comment));
}

/** The same picture, taken with the camera turned: EXIF with nothing but orientation 6. */
export function turned(jpeg: Buffer): Buffer {
  const exif = Buffer.from("4578696600004d4d002a00000008000101120003000000010006000000000000", "hex");
  return withSegments(jpeg, [segment(0xe1, exif)]);
}
