import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createKnowledge } from "../../src/knowledge/knowledge.ts";
import { silentLogger } from "../../src/core/silent-logger.ts";
import type { Facts } from "../../src/core/ports.ts";
import { systemClock } from "../../src/core/system-clock.ts";
import { searchTerms } from "../../src/text/search-words.ts";
import { openPostgresStore } from "../../src/store/postgres/postgres-store.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { textPdf } from "../media/documents/make-pdf.ts";
import { startPostgres } from "../postgres-server.ts";
import { quickFolder } from "../quick-folder.ts";

// What documents cost: bun --no-env-file test/bench/knowledge.ts [sqlite|postgres] [pages]. Makes PDFs of
// a hundred pages each, indexes them, and searches. Prints the time, the memory of this process and of a
// child, the most processor time in which no message could be answered, and the times of searches.

const [dialect = "sqlite", wanted = "10000"] = process.argv.slice(2);
const PAGES = Number(wanted);
const PAGES_OF_A_FILE = 100;
const WORDS_OF_A_PAGE = 350;
const SEARCHES = 500;
const LINE_WORDS = 12;

/** Words as often as in a language: the n-th most frequent one has the share 1/n. */
const VOCABULARY = 30_000;
let seed = 1;
const random = () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};
const word = () => {
  const rank = Math.floor(Math.exp(random() * Math.log(VOCABULARY)));
  let text = "";
  for (let rest = rank * 7_919 + 26; rest > 0; rest = Math.floor(rest / 26)) {
    text += String.fromCodePoint(97 + (rest % 26));
  }
  return text;
};
const page = () =>
  Array.from({ length: Math.ceil(WORDS_OF_A_PAGE / LINE_WORDS) }, () =>
    Array.from({ length: LINE_WORDS }, word).join(" "),
  ).join("\n");

const folder = quickFolder("bench-documents-");
const database = quickFolder("bench-database-");
const server = dialect === "postgres" ? await startPostgres() : null;
try {
  mkdirSync(folder, { recursive: true });
  for (let file = 0; file < PAGES / PAGES_OF_A_FILE; file += 1) {
    writeFileSync(
      join(folder, `manual ${file}.pdf`),
      textPdf(Array.from({ length: PAGES_OF_A_FILE }, page)),
    );
  }
  Bun.gc(true);
  const store: Store =
    server === null
      ? await openSqliteStore({ path: join(database, "bench.db"), clock: systemClock })
      : await openPostgresStore({ url: server.url, size: 3 });
  await measureIndexing(store);
  await measureSearches(store);
  await store.close();
} finally {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(database, { recursive: true, force: true });
}

async function measureIndexing(store: Store): Promise<void> {
  const before = process.memoryUsage.rss();
  let peak = before;
  let childPeak = 0;
  let longest = 0;
  let last = process.cpuUsage();
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
    const { user, system } = process.cpuUsage(last);
    longest = Math.max(longest, (user + system) / 1_000);
    last = process.cpuUsage();
  }, 1);
  const debug = (_: string, { peakMemoryBytes = 0 }: Facts = {}) => {
    childPeak = Math.max(childPeak, Number(peakMemoryBytes));
  };
  const knowledge = await createKnowledge({
    folder,
    store,
    clock: systemClock,
    log: { ...silentLogger, debug },
    tempFolder: join(database, "tmp"),
  });
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  await knowledge.tasks[0]?.run();
  const seconds = (performance.now() - startedAt) / 1_000;
  clearInterval(watch);
  const { user, system } = process.cpuUsage(cpu);
  const files = await store.knowledgeFiles();
  const passages = files.reduce((sum, file) => sum + file.passages, 0);
  const pages = files.reduce((sum, file) => sum + file.pages, 0);
  print(`${dialect}: ${files.length} files, ${pages} pages, ${passages} passages`);
  print(
    `indexed in ${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of processor time in this process`,
  );
  print(`memory ${mib(before)} before, ${mib(peak)} at the most, and ${mib(childPeak)} of a child`);
  print(`${longest.toFixed(0)} ms of processor time at once at the most`);
  const again = performance.now();
  await knowledge.tasks[0]?.run();
  print(`a look without a change: ${(performance.now() - again).toFixed(1)} ms`);
  await knowledge.stop();
}

async function measureSearches(store: Store): Promise<void> {
  const times: number[] = [];
  let found = 0;
  for (let turn = 0; turn < SEARCHES; turn += 1) {
    const query = Array.from({ length: 2 + (turn % 6) }, word).join(" ");
    const startedAt = performance.now();
    found += (await store.searchPassages(searchTerms(query), 8)).length;
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
  print(`${SEARCHES} searches of 2 to 7 words, ${(found / SEARCHES).toFixed(1)} passages each`);
  print(`median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(0.999)} ms`);
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
