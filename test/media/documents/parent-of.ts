// A program of its own that has a child perform the action in its first argument, and prints the result.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Facts } from "../../../src/core/ports.ts";
import { systemClock } from "../../../src/core/system-clock.ts";
import { createDocumentReader } from "../../../src/media/read-document.ts";

const folder = mkdtempSync(join(tmpdir(), "parent-of-"));
try {
  const path = join(folder, "any.txt");
  writeFileSync(path, "any");
  const facts: Facts[] = [];
  const silent = () => {};
  const read = createDocumentReader({
    log: { debug: silent, warn: silent, error: silent, info: (_, told = {}) => facts.push(told) },
    clock: systemClock,
    folder,
    command: [
      process.execPath,
      "--no-env-file",
      join(import.meta.dir, "child-that.ts"),
      process.argv.at(-1) ?? "",
    ],
  });
  const document = await read(path, { contentType: "text/plain", fileName: null, userId: 1 });
  process.stdout.write(JSON.stringify({ document, facts: facts[0] }));
} finally {
  rmSync(folder, { recursive: true });
}
