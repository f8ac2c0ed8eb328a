import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
} from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import type { Environment } from "../config.ts";
import { ConfigError } from "../core/errors.ts";
import { describeSystemError } from "./system-error.ts";

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
 * read, if it is not text, or if nothing is written into the pipe for five seconds.
 */
export function readEnvFile(path = ".env", timeoutMs = PIPE_TIMEOUT_MS): EnvFile {
  refuseLostFolder();
  if (!existsSync(path)) {
    refuseDeadLink(path);
    return { text: null, values: {} };
  }
  const text = toText(path, readBytes(path, timeoutMs));
  return { text, values: parseEnv(text) };
}

/** Throws `ConfigError` where the folder that the program was started in is there no more. */
export function refuseLostFolder(): void {
  try {
    process.cwd();
  } catch (cause) {
    throw new ConfigError(["The folder that you are in was removed: go to another one with cd."], {
      cause,
    });
  }
}

function refuseDeadLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw new ConfigError([
    `${resolve(path)} is a symbolic link that leads to no file: remove it, or put a file where it leads.`,
  ]);
}

function readBytes(path: string, timeoutMs: number): Buffer {
  try {
    return statSync(path).isFIFO() ? readPipe(path, timeoutMs) : readFileSync(path);
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof ConfigError) throw cause;
    const described = describeSystemError(Object.assign(cause, { path }));
    throw new ConfigError([described ?? `${resolve(path)} cannot be read: ${cause.message}`], {
      cause,
    });
  }
}

/** Some editors, and PowerShell, write UTF-16 or begin with a mark of the encoding. */
function toText(path: string, bytes: Buffer): string {
  if (bytes.includes(0)) {
    const isUtf16 = /^(fffe|feff)/.test(bytes.subarray(0, 2).toString("hex"));
    const found = isUtf16 ? "is written in UTF-16" : "is not a text file";
    throw new ConfigError([`${resolve(path)} ${found}: save it as UTF-8.`]);
  }
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

// Opened like a file, a pipe without a writer would block the start forever.
function readPipe(path: string, timeoutMs: number): Buffer {
  const giveUpAt = performance.now() + timeoutMs;
  const pipe = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const chunks: Buffer[] = [];
  try {
    while (performance.now() < giveUpAt) {
      const chunk = readChunk(pipe);
      // Before the first byte, an end means that the writer has not opened the pipe yet.
      if (chunk?.length === 0 && chunks.length > 0) return Buffer.concat(chunks);
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
