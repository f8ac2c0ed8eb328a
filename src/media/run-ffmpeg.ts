import { TransientError } from "../core/errors.ts";
import type { Clock } from "../core/ports.ts";
import { limitedCommand } from "./limited-command.ts";

const DEADLINE_MS = 20_000;
/**
 * No core dump, a minute of processor time, 1 GB of addresses; a system that does not support a
 * limit runs without it.
 */
const LIMITS = "ulimit -c 0; ulimit -t 60; ulimit -v 1000000";
const MAX_WORDS_BYTES = 64 * 1024;

/**
 * Runs `ffmpeg` if it is installed, without our environment and for some seconds at most. Returns
 * its output, or null if it is missing or fails. Throws `TransientError` when aborted.
 */
export async function runFfmpeg(
  args: readonly string[],
  signal: AbortSignal,
  clock: Pick<Clock, "after">,
): Promise<string | null> {
  const ffmpeg = Bun.which("ffmpeg");
  if (ffmpeg === null) return null;
  const deadline = new AbortController();
  const cancel = clock.after(DEADLINE_MS, () => deadline.abort());
  try {
    const child = Bun.spawn(limitedCommand([ffmpeg, "-nostdin", ...args], LIMITS), {
      env: {},
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
      signal: AbortSignal.any([signal, deadline.signal]),
      killSignal: "SIGKILL",
    });
    const words = await lastWords(child.stderr);
    const exitCode = await child.exited;
    if (signal.aborted) throw new TransientError("the conversion was aborted");
    return exitCode === 0 ? words : null;
  } finally {
    cancel();
  }
}

/**
 * Returns the end of the output, which contains the result: for a damaged file it repeats the same
 * message without end.
 */
async function lastWords(stream: ReadableStream<Uint8Array>): Promise<string> {
  let words = Buffer.alloc(0);
  for await (const chunk of stream) {
    words = Buffer.concat([words, chunk]).subarray(-MAX_WORDS_BYTES);
  }
  return words.toString("latin1");
}
