export interface FileType {
  /** Without a dot, such as `jpg`. */
  readonly extension: string;
  readonly contentType: string;
}

/** Enough for every signature; within archives nothing is looked for, since they may be bombs. */
const SAMPLE_BYTES = 4_100;

/** What a file is by its first bytes; null for text, which has no signature, and for what nobody knows. */
export async function findFileType(path: string): Promise<FileType | null> {
  const sample = await Bun.file(path).slice(0, SAMPLE_BYTES).bytes();
  // Loaded with the first attachment: it brings readers of archives along, which slow the start.
  const { fileTypeFromBuffer } = await import("file-type");
  const found = await fileTypeFromBuffer(sample);
  if (found === undefined) return null;
  return { extension: found.ext, contentType: found.mime.split(";")[0] ?? found.mime };
}
