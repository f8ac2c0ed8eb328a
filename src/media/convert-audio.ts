import { TransientError } from "../core/errors.ts";
import type { Clock } from "../core/ports.ts";

/** By content type: what ffmpeg has to be told a file is, since it must not guess. */
const DEMUXERS: Readonly<Record<string, string>> = {
  "audio/amr": "amr",
  "audio/aac": "aac",
  "audio/3gpp": "mov",
  "audio/3gpp2": "mov",
  "video/3gpp": "mov",
  "video/3gpp2": "mov",
};

const DEADLINE_MS = 20_000;
/** What a transcription service takes at most is 25 MB. */
const MAX_OUTPUT_BYTES = 24_000_000;

/** No core dump, a minute of work, 1 GB of addresses; a system that does not know one goes without. */
const LIMITS = 'ulimit -c 0; ulimit -t 60; ulimit -v 1000000; exec "$@"';

/** Whether `convertAudio` knows what to do with this content type. */
export function isConvertible(contentType: string): boolean {
  return DEMUXERS[contentType] !== undefined;
}

/**
 * Turns a recording that transcription services refuse into FLAC, through `ffmpeg` when that is
 * installed; otherwise, or when it cannot read the file, false. Throws `TransientError` when called off.
 */
export async function convertAudio(
  recording: { readonly path: string; readonly contentType: string; readonly into: string },
  signal: AbortSignal,
  clock: Pick<Clock, "after">,
): Promise<boolean> {
  const demuxer = DEMUXERS[recording.contentType];
  const ffmpeg = Bun.which("ffmpeg");
  if (demuxer === undefined || ffmpeg === null) return false;
  const deadline = new AbortController();
  const cancel = clock.after(DEADLINE_MS, () => deadline.abort());
  try {
    const command = [ffmpeg, ...toArguments(recording, demuxer)];
    const child = Bun.spawn(["/bin/sh", "-c", LIMITS, "/bin/sh", ...command], {
      env: {},
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
      signal: AbortSignal.any([signal, deadline.signal]),
      killSignal: "SIGKILL",
    });
    const exitCode = await child.exited;
    if (signal.aborted) throw new TransientError("the conversion was called off");
    return exitCode === 0;
  } finally {
    cancel();
  }
}

// The format is given and only files may be opened: a playlist could name addresses to fetch.
function toArguments(
  { path, into }: { readonly path: string; readonly into: string },
  demuxer: string,
): string[] {
  const input = ["-protocol_whitelist", "file", "-f", demuxer, "-i", path];
  const output = ["-vn", "-ac", "1", "-ar", "16000", "-c:a", "flac", "-threads", "1"];
  const limits = ["-fs", String(MAX_OUTPUT_BYTES), "-f", "flac", "-y", into];
  return ["-nostdin", "-loglevel", "quiet", ...input, ...output, ...limits];
}
