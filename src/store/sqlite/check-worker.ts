import { Database } from "bun:sqlite";
import { quickCheck } from "./quick-check.ts";

declare const self: Worker;

// A thread of its own: the check reads the whole file, and bun:sqlite blocks its thread meanwhile.
self.onmessage = ({ data: path }: MessageEvent<string>) => {
  try {
    using database = new Database(path, { readonly: true });
    self.postMessage(quickCheck(database));
  } catch (error) {
    self.postMessage(error instanceof Error ? error.message : "it cannot be read");
  }
};
