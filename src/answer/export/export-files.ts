import { plainType } from "../../core/media-types.ts";
import type { ExportedFile, ExportStore } from "../../store/export.ts";
import { unpackPictures } from "../understand/document-pictures.ts";

/** Of the types that pictures and scans are kept as, and that are sent with answers. */
const EXTENSIONS = new Map([
  ["image/jpeg", ".jpg"],
  ["image/png", ".png"],
  ["image/webp", ".webp"],
  ["application/pdf", ".pdf"],
  ["audio/ogg", ".ogg"],
  ["audio/mpeg", ".mp3"],
]);

const extensionOf = (contentType: string) => EXTENSIONS.get(plainType(contentType)) ?? ".bin";

/** A file as it stands in an export. */
export interface PackedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Chooses the newest files that fit into a size together. */
export function filesThatFit(files: readonly ExportedFile[], maxSize: number): ExportedFile[] {
  let size = 0;
  return files.filter((file) => {
    if (size + file.size > maxSize) return false;
    size += file.size;
    return true;
  });
}

/** Reads the files one after the other, each under a name that says which message it belongs to. */
export async function* readFiles(
  userId: number,
  files: readonly ExportedFile[],
  store: Pick<ExportStore, "readExportedFile">,
): AsyncGenerator<PackedFile> {
  for (const file of files) {
    const bytes = await store.readExportedFile(userId, file);
    if (bytes !== null) yield* unpack(file, bytes);
  }
}

function unpack(file: ExportedFile, bytes: Uint8Array): PackedFile[] {
  const { messageId, idx, isSent, kind, contentType } = file;
  const name = `files/${messageId}-${isSent ? "answer-" : ""}${idx}`;
  const isWhole = kind !== "document" || isPdf(bytes);
  if (isWhole) return [{ name: name + extensionOf(contentType), bytes }];
  // Of a document that was read, the pictures in it are kept.
  return unpackPictures(bytes).map((picture) => ({
    name: `${name}-picture-${picture.number}${extensionOf(picture.contentType)}`,
    bytes: picture.bytes,
  }));
}

const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 4)).toString() === "%PDF";
