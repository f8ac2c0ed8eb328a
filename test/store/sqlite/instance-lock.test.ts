import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TransientError } from "../../../src/core/errors.ts";
import { lockInstance } from "../../../src/store/sqlite/instance-lock.ts";

const folder = mkdtempSync(join(tmpdir(), "lock-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a second instance names the process that uses the database", () => {
  const path = join(folder, "held.db");
  const lock = lockInstance(path);
  expect(() => lockInstance(path)).toThrow(TransientError);
  expect(() => lockInstance(path)).toThrow(`process ${process.pid}`);
  lock.release();
  lockInstance(path).release();
});

// What a file's pages can look like that were not on disk when the power went.
const tears: Record<string, (bytes: Buffer) => void> = {
  "all zeros": (bytes) => bytes.fill(0),
  "nothing but noise": (bytes) => bytes.fill(0xa5),
  "its first page lost": (bytes) => bytes.fill(0, 0, 4_096),
  "its second page lost": (bytes) => bytes.fill(0, 4_096),
  "its second page noise": (bytes) => bytes.fill(0xa5, 4_096),
};

for (const [how, tear] of Object.entries(tears)) {
  test(`a power cut that leaves the lock's file torn does not prevent a start: ${how}`, () => {
    const path = join(folder, "torn.db");
    lockInstance(path).release();
    const bytes = readFileSync(`${path}.lock`);
    tear(bytes);
    writeFileSync(`${path}.lock`, bytes);
    const lock = lockInstance(path);
    expect(() => lockInstance(path)).toThrow(`process ${process.pid}`);
    lock.release();
  });
}
