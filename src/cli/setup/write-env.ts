import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { withValues } from "./env-text.ts";

/**
 * Writes values into an .env file that only its owner may read; the old one is replaced atomically.
 */
export function writeEnv(path: string, values: Readonly<Record<string, string>>): void {
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, withValues(before, values), { mode: 0o600, flag: "wx" });
  renameSync(partial, path);
}

/** Returns a random key of 256 bits in hex. */
export function newSecretKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("hex");
}
