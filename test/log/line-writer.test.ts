import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLineWriter, type LineWriter } from "../../src/log/line-writer.ts";
import { waitUntil } from "../wait-for.ts";

const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants;
const LINE = `${"x".repeat(999)}\n`;
const MEBIBYTE_LINES = 1049;
const DEADLINE_MS = 10_000;

let folder = "";
let pipe = "";
let reader: number | null = null;
let writer: LineWriter;
let descriptor = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "line-writer-"));
  pipe = join(folder, "pipe");
  Bun.spawnSync(["mkfifo", pipe]);
  reader = openSync(pipe, O_RDONLY | O_NONBLOCK);
  descriptor = openSync(pipe, O_WRONLY | O_NONBLOCK);
  writer = createLineWriter(descriptor, (lines) => writer.write(`dropped ${lines}\n`));
});
afterEach(() => {
  leave();
  closeSync(descriptor);
  rmSync(folder, { recursive: true, force: true });
});

function leave(): void {
  if (reader !== null) closeSync(reader);
  reader = null;
}

/** Returns what stands in the pipe now. */
function read(): string {
  const bytes = Buffer.alloc(1024 * 1024);
  try {
    return bytes.toString("utf8", 0, readSync(reader ?? -1, bytes));
  } catch {
    return "";
  }
}

/** Reads until `end` stands last. */
async function readUntil(end: string): Promise<string> {
  const giveUpAt = performance.now() + DEADLINE_MS;
  let got = read();
  while (!got.endsWith(end)) {
    if (performance.now() > giveUpAt) throw new Error(`no ${end} in ${got.length} characters`);
    await new Promise((resolve) => setImmediate(resolve));
    got += read();
  }
  return got;
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `${i} ${LINE}`);

describe("a log whose reader stops", () => {
  test("comes whole and in order once it is read again, if it was not too much", async () => {
    const lines = numbered(500);
    for (const line of lines) writer.write(line);
    writer.write("the end\n");
    expect(await readUntil("the end\n")).toBe(`${lines.join("")}the end\n`);
    expect(writer.dropped()).toBe(0);
  });

  test("loses what is too much, and says how much where it is missing", async () => {
    const lines = numbered(3 * MEBIBYTE_LINES);
    for (const line of lines) writer.write(line);
    const dropped = writer.dropped();
    expect(dropped).toBeGreaterThan(MEBIBYTE_LINES);
    const report = `dropped ${dropped}\n`;
    const kept = lines.slice(0, lines.length - dropped);
    expect(await readUntil(report)).toBe(kept.join("") + report);
    writer.write("after it\n");
    expect(await readUntil("after it\n")).toBe("after it\n");
    expect(writer.dropped()).toBe(dropped);
  });

  test("takes lines again, behind its report, while older ones still wait", async () => {
    for (const line of numbered(3 * MEBIBYTE_LINES)) writer.write(line);
    const dropped = writer.dropped();
    let got = "";
    // Less than half of what waits: from then on there is room.
    const isRead = () => (got += read()).length >= 700_000;
    await waitUntil("700,000 characters", isRead, { found: () => got.length });
    writer.write("again\n");
    expect(writer.dropped()).toBe(dropped);
    expect(got + (await readUntil("again\n"))).toEndWith(`${LINE}dropped ${dropped}\nagain\n`);
  });

  test("is given a second at the end, and no more", () => {
    for (const line of numbered(200)) writer.write(line);
    const startedAt = performance.now();
    writer.flush();
    expect(performance.now() - startedAt).toBeGreaterThan(900);
    expect(read()).toStartWith(`0 ${LINE}1 ${LINE}`);
  });
});

describe("a log whose reader is gone", () => {
  test("stops nothing, and says what was lost to a new reader", async () => {
    writer.write("before\n");
    expect(read()).toBe("before\n");
    leave();
    for (const line of numbered(5)) writer.write(line);
    writer.flush();
    expect(writer.dropped()).toBe(5);
    reader = openSync(pipe, O_RDONLY | O_NONBLOCK);
    writer.write("after\n");
    expect(await readUntil("dropped 5\n")).toBe("after\ndropped 5\n");
  });

  test("ends a line that was cut before it begins another", async () => {
    // More than the pipe holds: a part of it is written.
    writer.write(`${"y".repeat(100_000)}\n`);
    expect(read()).toMatch(/^y+$/);
    leave();
    writer.write("lost\n");
    writer.flush();
    reader = openSync(pipe, O_RDONLY | O_NONBLOCK);
    writer.write("after\n");
    expect(await readUntil("dropped 1\n")).toMatch(/^y+\nafter\ndropped 1\n$/);
  });
});
