import { statSync } from "node:fs";
import { form } from "../../core/version.ts";
import { CHECKED_AT_BOOT_BYTES, MEMORY } from "./open-database.ts";

// A build puts this file at the root of src, and the worker, its second entry point, at its own path
// from there.
const WORKER = form === "source" ? "./check-worker.ts" : "./store/sqlite/check-worker.js";

export interface LargeCheck {
  /** `small`: it was checked before it was opened. */
  state(): "small" | "checking" | "ok" | "damaged";
  stop(): void;
}

/**
 * Checks a database that is too large for a check before every start, in the background and only
 * reading; `onDamage` is called with the damage found.
 */
export function checkLarge(
  path: string,
  onDamage: (finding: string) => void,
  aboveBytes: number = CHECKED_AT_BOOT_BYTES,
): LargeCheck {
  let state: ReturnType<LargeCheck["state"]> = "small";
  if (path === MEMORY || statSync(path).size <= aboveBytes) {
    return { state: () => state, stop: () => {} };
  }
  state = "checking";
  const worker = new Worker(new URL(WORKER, import.meta.url).href);
  const settle = (finding: string | null) => {
    state = finding === null ? "ok" : "damaged";
    if (finding !== null) onDamage(finding);
    worker.terminate();
  };
  worker.addEventListener("message", ({ data }: MessageEvent<string | null>) => settle(data));
  worker.addEventListener("error", ({ message }) => settle(`it could not be checked: ${message}`));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin.
  worker.postMessage(path);
  return { state: () => state, stop: () => worker.terminate() };
}
