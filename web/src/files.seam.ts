// Command files is the page's program for files (files.wasm): it judges and encodes what a person chose.
// wasm/files/seam_js.go and web/src/files.seam.ts are its two ends; what it has in common with the page's other program
// stands in wasm/internal/seam and web/src/seam.ts.
//
//	inspectHead(file, options)  file.Report as JSON, as far as the first bytes and the size tell
//	inspectRest(file)           file.Report as JSON, of the file whose head was judged last and accepted
//	encode(file, offset)        leaves the base64 of the next 192 KiB in the window, and returns its length
//	window()                    the window's address
//
// Options are {"name", "mime", "settings", "limits"}.
import { Program, type Source } from "./seam.ts";
import type { InspectOptions, InspectResult } from "./types.ts";

interface Exports {
  inspectHead(file: number, options: number): number;
  inspectRest(file: number): number;
  encode(file: number, offset: number): number;
  window(): number;
}

/** Go's options for a file. */
type FileOptions = InspectOptions & { name: string; mime: string };

export class FilesProgram extends Program<Exports> {
  inspectHead(file: Source, options: FileOptions): InspectResult {
    return this.json(this.exports.inspectHead, file, options) as InspectResult;
  }

  /** Goes on from the head that was judged last; the worker has one file in hand at a time. */
  inspectRest(file: Source): InspectResult {
    return this.json(this.exports.inspectRest, file) as InspectResult;
  }

  /** Writes the base64 of the file's bytes from offset, `encodeBytes` at most, and returns its length. */
  encode(file: Source, offset: number, text: Uint8Array): number {
    return this.withSource(file, (id) => {
      const n = this.length(() => this.exports.encode(id, offset));
      text.set(this.view(this.exports.window(), n));
      return n;
    });
  }
}
