import { Database } from "bun:sqlite";
import { quickCheck } from "./quick-check.ts";

declare const self: Worker;

// A separate thread: the check reads the whole file, and bun:sqlite blocks its thread meanwhile.
self.addEventListener("message", ({ data: path }: MessageEvent<string>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin.
  self.postMessage(check(path));
});

function check(path: string): string | null {
  try {
    using database = new Database(path, { readonly: true });
    return quickCheck(database);
  } catch (error) {
    return error instanceof Error ? error.message : "it cannot be read";
  }
}
