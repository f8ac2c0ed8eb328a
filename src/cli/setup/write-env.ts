import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { withValues } from "./env-text.ts";

/** Puts values into an .env file that only its owner may read; the old one is replaced whole. */
export function writeEnv(path: string, values: Readonly<Record<string, string>>): void {
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  const partial = `${path}.${process.pid}.partial`;
  const handle = openSync(partial, "wx", 0o600);
  try {
    writeFileSync(handle, withValues(before, values));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(partial, path);
}

/** Returns a random key of 256 bits in hex. */
export function newSecretKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("hex");
}
