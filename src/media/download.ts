import { open } from "node:fs/promises";
import { TransientError } from "../core/errors.ts";
import type { Clock, MediaReference, MediaSource } from "../core/ports.ts";
import { findFileType, type FileType } from "./find-file-type.ts";

export interface DownloadDeps {
  readonly source: MediaSource;
  readonly clock: Clock;
  readonly maxBytes: number;
  /** For the whole download, from the first connection to the last byte. */
  readonly deadlineMs: number;
}

export type Download =
  | { readonly outcome: "complete"; readonly size: number; readonly type: FileType | null }
  | { readonly outcome: "too-big" };

/**
 * Writes an attachment into the file at `path` as it arrives, counts the actual bytes, and
 * identifies it by its first bytes. Throws `TransientError` or `PermanentError`.
 */
export async function download(
  media: MediaReference,
  path: string,
  signal: AbortSignal,
  { source, clock, maxBytes, deadlineMs }: DownloadDeps,
): Promise<Download> {
  const deadline = new AbortController();
  const cancel = clock.after(deadlineMs, () => deadline.abort());
  try {
    const body = await source.open(media, AbortSignal.any([signal, deadline.signal]));
    const size = await writeAtMost(body, path, maxBytes);
    if (size === null) return { outcome: "too-big" };
    return { outcome: "complete", size, type: await findFileType(path) };
  } catch (error) {
    if (deadline.signal.aborted) {
      throw new TransientError("the media download timed out", { cause: error, code: "timeout" });
    }
    throw error;
  } finally {
    cancel();
  }
}

/**
 * Writes a body into a file as it arrives. Returns the number of bytes written; null if there are more than `maxBytes`, which are not read.
 */
export async function writeAtMost(
  body: ReadableStream<Uint8Array>,
  path: string,
  maxBytes: number,
): Promise<number | null> {
  const file = await open(path, "w").catch(async (error: unknown) => {
    await body.cancel();
    throw error;
  });
  let size = 0;
  try {
    // Leaving the loop early cancels the stream, and with it the connection.
    for await (const chunk of connected(body)) {
      size += chunk.byteLength;
      if (size > maxBytes) return null;
      await file.appendFile(chunk);
    }
    return size;
  } finally {
    await file.close();
  }
}

// An error here is the network's or the encoding's, not the disk's.
async function* connected(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw new TransientError("the media download was interrupted", { cause, code: "connection" });
  }
}
