import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { ConfigError } from "../../core/errors.ts";
import { codeOf } from "../../core/local-shortage.ts";
import { withValues } from "./env-text.ts";

/**
 * Puts values into an .env file that only its owner may read; the old one is replaced whole, also
 * where a symbolic link leads. Throws `ConfigError` if it is not UTF-8, which would not survive.
 */
export function writeEnv(path: string, values: Readonly<Record<string, string>>): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  const partial = `${target}.${process.pid}.partial`;
  try {
    writeWhole(partial, withValues(existsSync(target) ? readText(target) : "", values));
    renameSync(partial, target);
  } catch (cause) {
    rmSync(partial, { force: true });
    // The owner knows the file by its own name.
    if (cause instanceof Error && codeOf(cause) !== null) Object.assign(cause, { path: target });
    throw cause;
  }
}

function readText(path: string): string {
  const text = readFileSync(path, "utf8");
  if (!text.includes("\uFFFD")) return text;
  throw new ConfigError([`${path} is not UTF-8, so it was left as it is: save it as UTF-8.`]);
}

/** Returns once the file is on the disk. */
function writeWhole(path: string, text: string): void {
  const handle = openSync(path, "wx", 0o600);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Returns a random key of 256 bits in hex. */
export function newSecretKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("hex");
}
