import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
} from "node:fs";
import { parseEnv } from "node:util";
import type { Environment } from "../config.ts";
import { ConfigError } from "../core/errors.ts";

const PIPE_TIMEOUT_MS = 5_000;
const PAUSE_MS = 5;

export interface EnvFile {
  /** The text of the file; null if there is none. */
  readonly text: string | null;
  readonly values: Environment;
}

/**
 * Returns the settings of ./.env, or none if there is no such file: the executable does not load it
 * automatically. It may be a pipe that a secret store writes into. Throws `ConfigError` if it cannot be
 * read, or if nothing is written into the pipe for five seconds.
 */
export function readEnvFile(path = ".env", timeoutMs = PIPE_TIMEOUT_MS): EnvFile {
  if (!existsSync(path)) return { text: null, values: {} };
  try {
    const text = statSync(path).isFIFO() ? readPipe(path, timeoutMs) : readFileSync(path, "utf8");
    return { text, values: parseEnv(text) };
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new ConfigError(
      [`${path} cannot be read (${code}): it must be a text file that this user may read`],
      { cause },
    );
  }
}

// Opened like a file, a pipe without a writer would block the start forever.
function readPipe(path: string, timeoutMs: number): string {
  const giveUpAt = performance.now() + timeoutMs;
  const pipe = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const chunks: Buffer[] = [];
  try {
    while (performance.now() < giveUpAt) {
      const chunk = readChunk(pipe);
      // Before the first byte, an end means that the writer has not opened the pipe yet.
      if (chunk?.length === 0 && chunks.length > 0) return Buffer.concat(chunks).toString("utf8");
      if (chunk === null || chunk.length === 0) Bun.sleepSync(PAUSE_MS);
      else chunks.push(chunk);
    }
  } finally {
    closeSync(pipe);
  }
  throw new ConfigError([
    `${path} is a pipe, and its writer did not finish within ${timeoutMs / 1_000} s: start what writes into it, or put a file there`,
  ]);
}

/** Returns the available bytes of the pipe: none at its end, null while its writer is silent. */
function readChunk(pipe: number): Buffer | null {
  const chunk = Buffer.alloc(64 * 1024);
  try {
    return chunk.subarray(0, readSync(pipe, chunk));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return null;
    throw error;
  }
}
