import { resolve } from "node:path";
import { openArchive } from "./zip.ts";
import archivePath from "./cmaps.zip" with { type: "file" };

// Absolute but in the npm package, where it is relative to the file that this is bundled into.
const ARCHIVE = resolve(import.meta.dir, archivePath);
const MAX_INFLATED_BYTES = 4 * 1024 * 1024;

/**
 * Gives pdf.js the character maps that Chinese, Japanese and Korean PDFs refer to; they are
 * embedded in the executable and opened only for such a file.
 */
export class CharacterMaps {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    if (kind !== "cMapUrl") throw new Error(`${kind} is not needed to read text`);
    const maps = openArchive(await Bun.file(ARCHIVE).bytes(), MAX_INFLATED_BYTES);
    return Buffer.concat(await Array.fromAsync(maps.open(filename)));
  }
}
