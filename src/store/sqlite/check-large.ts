import { statSync } from "node:fs";
import { form } from "../../core/version.ts";
import { CHECKED_AT_BOOT_BYTES, MEMORY } from "./open-database.ts";

// A build puts this file at the root of src, and the worker, its second entry point, at its own path
// from there.
const WORKER = form === "source" ? "./check-worker.ts" : "./store/sqlite/check-worker.js";

export interface LargeCheck {
  start(): void;
  /** `small`: it was checked before it was opened; null if the database manages its own files. */
  state(): "small" | "checking" | "ok" | "damaged" | null;
  stop(): void;
}

/**
 * Creates the check of a database that is too large for one before every start: in the background
 * and only reading. `onDamage` is called with the damage found.
 */
export function checkLarge(
  path: string,
  onDamage: (finding: string) => void,
  aboveBytes: number = CHECKED_AT_BOOT_BYTES,
): LargeCheck {
  let state: ReturnType<LargeCheck["state"]> = "checking";
  let worker: Worker | null = null;
  const settle = (finding: string | null) => {
    state = finding === null ? "ok" : "damaged";
    if (finding !== null) onDamage(finding);
    worker?.terminate();
  };
  return {
    start: () => {
      if (path === MEMORY || statSync(path).size <= aboveBytes) {
        state = "small";
        return;
      }
      worker = new Worker(new URL(WORKER, import.meta.url).href);
      worker.addEventListener("message", ({ data }: MessageEvent<string | null>) => settle(data));
      worker.addEventListener("error", ({ message }) =>
        settle(`it could not be checked: ${message}`),
      );
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin.
      worker.postMessage(path);
    },
    state: () => state,
    stop: () => worker?.terminate(),
  };
}
