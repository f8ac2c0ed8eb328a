import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { silentLogger } from "../../src/core/silent-logger.ts";
import { indexFolder } from "../../src/knowledge/index-folder.ts";
import { scanFolder } from "../../src/knowledge/scan-folder.ts";
import type { ReadDocument } from "../../src/media/read-document.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { searchTerms } from "../../src/text/search-words.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import { waitUntil } from "../wait-for.ts";
import { quickFolder } from "../quick-folder.ts";

let folder: string;
let clock: FakeClock;
let store: Store;
let read: string[];
let warned: unknown[];
beforeEach(async () => {
  folder = quickFolder("documents-");
  clock = createFakeClock();
  store = await openSqliteStore({ path: ":memory:", clock });
  read = [];
  warned = [];
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Reads every file as text, and does what a test wants meanwhile. */
const reader =
  (meanwhile: (name: string) => Promise<void> | void = () => {}): ReadDocument =>
  async (path, { fileName }) => {
    read.push(fileName ?? "");
    const text = await Bun.file(path).text();
    await meanwhile(fileName ?? "");
    return { kind: "text", format: "txt", pages: [{ page: 1, text }], pageCount: 1, isCut: false };
  };
const log = { ...silentLogger, warn: (_: string, facts: unknown) => void warned.push(facts) };
const index = (
  readDocument = reader(),
  {
    signal = new AbortController().signal,
    over = store,
  }: { signal?: AbortSignal; over?: Store } = {},
) => indexFolder({ folder, store: over, readDocument, clock, log, signal });
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
const search = async (words: string) =>
  (await store.searchPassages(searchTerms(words), 8)).map(({ path, text }) => `${path}: ${text}`);

test("a file that changes while it is read is found in its last form alone", async () => {
  put("a.txt", "the first form");
  await index(reader(() => put("a.txt", "the second and longer form")));
  expect(await search("form")).toEqual([]);
  await index();
  expect(await search("form")).toEqual(["a.txt: the second and longer form"]);
  await index();
  expect(await search("form")).toHaveLength(1);
  expect(read).toHaveLength(2);
});

test("a file that is removed while it is read is not found", async () => {
  put("a.txt", "the only form");
  put("b.txt", "another form");
  await index(reader((name) => rmSync(join(folder, name), { force: name !== "a.txt" })));
  await index();
  expect(await search("form")).toEqual([]);
  expect(warned).toEqual([]);
});

test("a server that stops in the middle leaves nothing half read, and the next one reads it all", async () => {
  put("a.txt", Array.from({ length: 200 }, (_, at) => `Paragraph ${at}. `.repeat(80)).join("\n\n"));
  const stopping = new AbortController();
  const stopped = new Error("stopped");
  const over: Store = {
    ...store,
    addPassages: async (...given) => {
      const isAdded = await store.addPassages(...given);
      stopping.abort(stopped);
      return isAdded;
    },
  };
  expect(index(reader(), { signal: stopping.signal, over })).rejects.toThrow("stopped");
  await index();
  expect((await search("paragraph")).length).toBe(8);
  const files = await store.knowledgeFiles();
  expect(files).toMatchObject([{ path: "a.txt", state: "ready" }]);
});

test("a huge file is refused without being read, and its neighbours are found", async () => {
  put("huge.txt", "");
  truncateSync(join(folder, "huge.txt"), 65 * 1024 * 1024);
  put("small.txt", "a small form");
  await index();
  await index();
  expect(read).toEqual(["small.txt"]);
  expect(warned).toEqual([{ file: "huge.txt", reason: "too-big" }]);
  expect(await search("form")).toEqual(["small.txt: a small form"]);
});

test("a file that vanishes while its folder is looked at is not reported", async () => {
  put("a.txt", "the only form");
  const over: Store = {
    ...store,
    knowledgeFiles: async () => {
      // After the folder was listed, and before its files are opened.
      if (looks === 1) rmSync(join(folder, "a.txt"));
      looks += 1;
      return store.knowledgeFiles();
    },
  };
  let looks = 0;
  await index(reader(), { over });
  expect([looks, warned, read]).toEqual([2, [], []]);
});

test("a file that is removed while a long one is read is not found any more, and both end well", async () => {
  put("a.txt", "an early form");
  await index();
  put("long.txt", "a long form");
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const indexing = index(
    reader(() => {
      begun.resolve();
      return end.promise;
    }),
  );
  await begun.promise;
  rmSync(join(folder, "a.txt"));
  put("b.txt", "a late form");
  await waitUntil("the removed file not to be found", async () => {
    await clock.advance(10_000);
    return (await search("early")).length === 0;
  });
  end.resolve();
  await indexing;
  expect((await search("form")).toSorted()).toEqual([
    "b.txt: a late form",
    "long.txt: a long form",
  ]);
  expect(read).toEqual(["a.txt", "long.txt", "b.txt"]);
});

// Root may read everything, until its process gives up the right.
const RIGHTLESS = "TEST_WITHOUT_CAPABILITIES";
if (process.getuid?.() === 0 && process.env[RIGHTLESS] === undefined) {
  test("files and folders that are closed to the bot are tested without root's rights", async () => {
    const child = Bun.spawn(
      [
        "setpriv",
        "--bounding-set=-all",
        "--inh-caps=-all",
        process.execPath,
        "test",
        "--timeout=60000",
        import.meta.path,
      ],
      { env: { ...process.env, [RIGHTLESS]: "1" }, stderr: "pipe", timeout: 120_000 },
    );
    expect(await child.stderr.text()).toMatch(/\(pass\) a file without permission[^]* 0 fail/);
  }, 150_000);
} else {
  test("a file without permission is reported once, and read when it has it", async () => {
    put("closed.txt", "a closed form");
    chmodSync(join(folder, "closed.txt"), 0);
    await index();
    await index();
    expect(warned).toEqual([{ file: "closed.txt", reason: "cannot-open" }]);
    chmodSync(join(folder, "closed.txt"), 0o600);
    await index();
    expect(await search("form")).toEqual(["closed.txt: a closed form"]);
  });

  test("a folder inside that is closed for a while keeps its documents", async () => {
    mkdirSync(join(folder, "inner"));
    put("inner/a.txt", "an inner form");
    await index();
    chmodSync(join(folder, "inner"), 0);
    await index();
    expect((await scanFolder(folder)).skipped).toEqual([{ path: "inner", why: "closed-folder" }]);
    expect(await search("form")).toEqual(["inner/a.txt: an inner form"]);
    chmodSync(join(folder, "inner"), 0o700);
  });
}

test("a name that is no UTF-8 is passed over", async () => {
  const odd = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff, 0xfe])]);
  writeFileSync(odd, "odd");
  put("even.txt", "an even form");
  const { files, skipped } = await scanFolder(folder);
  expect(files.map(({ path }) => path)).toEqual(["even.txt"]);
  expect(skipped.map(({ why }) => why)).toEqual(["odd-name"]);
});
