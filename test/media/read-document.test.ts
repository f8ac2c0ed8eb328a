import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Facts, Logger } from "../../src/core/ports.ts";
import { systemClock } from "../../src/core/system-clock.ts";
import type { UnreadableReason } from "../../src/media/documents/document-text.ts";
import { createDocumentReader, type DocumentReaderDeps } from "../../src/media/read-document.ts";
import { createFakeClock } from "../fake-clock.ts";
import { waitFor, waitUntil } from "../wait-for.ts";
import { docx, paragraph } from "./documents/make-office.ts";
import { bombPdf, textPdf } from "./documents/make-pdf.ts";

const MIB = 2 ** 20;
const files = mkdtempSync(join(tmpdir(), "reader-files-"));
const folder = mkdtempSync(join(tmpdir(), "reader-children-"));
const logged: Facts[] = [];
const silent = () => {};
const log: Logger = {
  debug: silent,
  warn: silent,
  error: silent,
  info: (_event, facts = {}) => logged.push(facts),
};

const fileOf = (name: string, bytes: Uint8Array | string): string => {
  const path = join(files, name);
  writeFileSync(path, bytes);
  return path;
};
const childThat = (action: string) => [
  process.execPath,
  "--no-env-file",
  join(import.meta.dir, "documents/child-that.ts"),
  action,
];
const read = (name: string, bytes: Uint8Array | string, deps: Partial<DocumentReaderDeps> = {}) =>
  createDocumentReader({ log, clock: systemClock, folder, ...deps })(fileOf(name, bytes), {
    userId: 1,
    contentType: "application/octet-stream",
    fileName: name,
  });
const provoke = (action: string, deps: Partial<DocumentReaderDeps> = {}) =>
  read("any.txt", "any", { command: childThat(action), ...deps });
const provokePictures = (action: string, pictures = { maxShown: 2, maxBytes: 2 ** 20 }) =>
  createDocumentReader({
    log,
    clock: systemClock,
    folder,
    command: childThat(action),
    pictures,
  })(fileOf("any.txt", "any"), {
    userId: 1,
    contentType: "",
    fileName: null,
    wantsPictures: true,
  });
const childFolder = () => join(folder, readdirSync(folder)[0] ?? "");
const unreadable = (why: UnreadableReason) => ({ kind: "unreadable", why }) as const;

beforeAll(() => {
  process.env["OPENAI_API_KEY_OF_A_TEST"] = "sk-secret";
});
afterAll(() => {
  delete process.env["OPENAI_API_KEY_OF_A_TEST"];
  expect(readdirSync(folder)).toEqual([]);
  rmSync(files, { recursive: true });
  rmSync(folder, { recursive: true });
});

describe("a document is read in a child process", () => {
  test("by its content, not by its name", async () => {
    const pdf = { kind: "text", format: "pdf", pages: [{ text: "one" }, { text: "two" }] };
    expect(await read("photo.jpeg", textPdf(["one", "two"]))).toMatchObject(pdf);
    expect(await read("a.pdf", docx(paragraph("Hello")))).toMatchObject({ format: "docx" });
    expect(await read("a.pdf", Buffer.from("ffd8ffe000104a46", "hex"))).toEqual(
      unreadable("unsupported"),
    );
  });

  test("with its name telling one kind of text from another", async () => {
    const csv = await read("Umsätze.CSV", Buffer.from("Stra\xdfe;7", "latin1"));
    expect(csv).toMatchObject({ format: "csv", pages: [{ text: "Straße;7" }] });
  });

  test("that sees no secret, and runs alone in an empty folder that is removed with it", async () => {
    const seen = await provoke("looks-around");
    const text = seen.kind === "text" ? seen.pages[0]?.text : "";
    expect(text).not.toContain("secret");
    const { env, cwd, files: found } = JSON.parse(text ?? "");
    const ofTheShell = new Set(["OLDPWD", "PWD", "SHLVL", "_"]);
    const ofOurs = Object.keys(env).filter((name) => !ofTheShell.has(name));
    expect(ofOurs).toEqual(["BUN_JSC_jitMemoryReservationSize"]);
    expect(cwd).toStartWith(join(folder, "document-"));
    expect(found).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("of which no more run than are allowed", async () => {
    const reader = createDocumentReader({ log, clock: systemClock, folder, maxAtOnce: 2 });
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, readdirSync(folder).length)), 5);
    const path = fileOf("few.txt", "few words");
    const hint = { contentType: "text/plain", fileName: null };
    const all = await Promise.all(
      Array.from({ length: 5 }, (_, userId) => reader(path, { ...hint, userId })),
    );
    clearInterval(watch);
    expect(all.every(({ kind }) => kind === "text")).toBe(true);
    expect(most).toBe(2);
  });
});

test("a document that gets no processor time for half a minute is still read", async () => {
  const clock = createFakeClock();
  const reading = provoke("is-kept-waiting", { clock });
  await waitUntil("the child to wait", () => existsSync(join(childFolder(), "waiting")));
  await clock.advance(30_000);
  writeFileSync(join(childFolder(), "go-on"), "");
  expect(await waitFor("the document", reading)).toMatchObject({ pages: [{ text: "done" }] });
});

describe("a child that misbehaves costs only its document:", () => {
  test("one that does nothing for a minute is killed", async () => {
    const clock = createFakeClock();
    const reading = provoke("is-kept-waiting", { clock });
    await waitUntil("the child to wait", () => existsSync(join(childFolder(), "waiting")));
    await clock.advance(61_000);
    expect(await waitFor("the end of the child", reading)).toEqual(unreadable("too-slow"));
  });

  test("one that hangs is killed at its deadline", async () => {
    expect(await provoke("hangs", { deadlineMs: 300 })).toEqual(unreadable("too-slow"));
    expect(logged.at(-1)).toMatchObject({ child: "too-slow", signal: "SIGKILL" });
  });

  test("one that reads a text for longer than any text takes is stopped, whatever its deadline", async () => {
    const slow = await provoke("hangs", { maxTextCpuSeconds: 1, deadlineMs: 25_000 });
    expect(slow).toEqual(unreadable("too-slow"));
    expect(logged.at(-1)).toMatchObject({ child: "died", signal: "SIGXCPU" });
  });

  test("one that grows is killed before it is twice as large as allowed", async () => {
    const maxMemoryBytes = 150 * MIB;
    expect(await provoke("swells", { maxMemoryBytes })).toEqual(unreadable("too-big"));
    expect(Number(logged.at(-1)?.["peakMemoryBytes"])).toBeLessThan(2 * maxMemoryBytes);
  });

  test("the answer of one that crashes, lies, or writes too much is not used", async () => {
    expect(await provoke("crashes")).toEqual(unreadable("corrupt"));
    expect(await provoke("lies")).toEqual(unreadable("corrupt"));
    expect(await provoke("babbles")).toEqual(unreadable("corrupt"));
  });

  test("one that crashes on a picture has returned its text", async () => {
    const pictures = [{ number: 1, contentType: "image/png" }];
    const found = await provokePictures("dies-over-a-picture");
    expect(found).toMatchObject({ pages: [{ text: "done" }], pictures });
    expect(logged.at(-1)).toMatchObject({ child: "died", signal: "SIGSEGV", pictures: 1 });
  });

  test("data of one that is not a picture, or too large, is not used", async () => {
    const picture = { number: 3, contentType: "image/jpeg" };
    const odd = await provokePictures("shows-anything", { maxShown: 3, maxBytes: 2 ** 20 });
    expect(odd).toMatchObject({ pages: [{ text: "done" }], pictures: [picture] });
    const many = await provokePictures("shows-without-end");
    expect(many.pictures).toHaveLength(2);
    expect(logged.at(-1)).toMatchObject({ child: "too-talkative" });
    const large = await provokePictures("shows-without-end", { maxShown: 9, maxBytes: 250_000 });
    expect(large.pictures).toHaveLength(2);
  });

  test("one that stays after its answer is not waited for, and what it left is removed", async () => {
    const deadlineMs = 15_000;
    expect(await provoke("lingers", { deadlineMs })).toMatchObject({ pages: [{ text: "done" }] });
    // Else it would have been killed at the deadline.
    expect(Number(logged.at(-1)?.["durationMs"])).toBeLessThan(deadlineMs);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("one whose answer is no longer needed is killed", async () => {
    const gone = new AbortController();
    const reader = createDocumentReader({
      log,
      clock: systemClock,
      folder,
      command: childThat("hangs"),
    });
    const hint = { userId: 1, contentType: "", fileName: null };
    const reading = reader(fileOf("any.txt", "any"), hint, gone.signal);
    gone.abort(new Error("the lane was lost"));
    expect(reading).rejects.toThrow("the lane was lost");
    await reading.catch(() => {});
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a bomb ends its child and leaves the bot unaffected:", () => {
  const quietly = async (name: string, bytes: Uint8Array) => {
    const before = process.memoryUsage.rss();
    const document = await read(name, bytes);
    expect(process.memoryUsage.rss() - before).toBeLessThan(50 * MIB);
    return document;
  };

  test("a PDF whose page inflates from 2 KB to 300 MB", async () => {
    const bomb = await bombPdf(300_000_000);
    expect(bomb.length).toBeLessThan(3_000);
    // Where the last allocation fails decides whether it is too big or a crash.
    expect(await quietly("bomb.pdf", bomb)).toMatchObject({ kind: "unreadable" });
  });

  test("a Word document that inflates a thousandfold", async () => {
    const bomb = docx(`<w:p>${" ".repeat(20_000_000)}</w:p>`);
    expect(await quietly("bomb.docx", bomb)).toEqual(unreadable("too-big"));
  });
});
