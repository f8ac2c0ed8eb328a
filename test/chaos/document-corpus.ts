/**
 * Reads every document of a folder as the bot would, and prints what became of each kind:
 * `bun test/chaos/document-corpus.ts <folder> [<reference>]`. `<reference>` holds a text for each
 * file, `<name>.txt`, as another program reads it: how many of its words and numbers are found is
 * printed, the worst files last. Ends with 1 when a reading threw, or outlived its deadline.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Facts, Logger } from "../../src/core/ports.ts";
import { systemClock } from "../../src/core/system-clock.ts";
import { createDocumentReader } from "../../src/media/read-document.ts";
import { recallOf } from "./recall.ts";

const DEADLINE_MS = 60_000;
const GRACE_MS = 1_000;
const WORST = 15;

const [folder, reference] = process.argv.slice(2);
if (folder === undefined) {
  throw new Error("usage: bun test/chaos/document-corpus.ts <folder> [<reference>]");
}

const facts: Facts[] = [];
const silent = () => {};
const log: Logger = {
  debug: silent,
  warn: silent,
  error: silent,
  info: (_event, end = {}) => facts.push(end),
};
// One at a time: what is noted last is then about the file read last.
const readDocument = createDocumentReader({
  log,
  clock: systemClock,
  maxAtOnce: 1,
  deadlineMs: DEADLINE_MS,
});

interface Outcome {
  readonly files: string[];
  slowestMs: number;
  peakMb: number;
}

const outcomes = new Map<string, Outcome>();
const recalls: { name: string; words: number; numbers: number }[] = [];
const faults: string[] = [];
const residentBefore = process.memoryUsage.rss();
let residentPeak = residentBefore;
const startedAt = performance.now();

const names = readdirSync(folder).sort();
for (const name of names) {
  const outcome = await readOne(name);
  const durationMs = Number(facts.at(-1)?.["durationMs"]);
  const peakMemoryBytes = Number(facts.at(-1)?.["peakMemoryBytes"]);
  if (durationMs > DEADLINE_MS + GRACE_MS) faults.push(`${name}: took ${durationMs} ms`);
  const kind = `${extname(name).toLowerCase()} ${outcome}`;
  const seen = outcomes.get(kind) ?? { files: [], slowestMs: 0, peakMb: 0 };
  outcomes.set(kind, seen);
  seen.files.push(name);
  seen.slowestMs = Math.max(seen.slowestMs, durationMs);
  seen.peakMb = Math.max(seen.peakMb, mebibytes(peakMemoryBytes));
  residentPeak = Math.max(residentPeak, process.memoryUsage.rss());
}

async function readOne(name: string): Promise<string> {
  try {
    const received = { userId: 1, contentType: "application/octet-stream", fileName: name };
    const text = await readDocument(join(folder ?? "", name), received);
    if (text.kind === "unreadable") return `unreadable: ${text.why}`;
    if (text.kind === "scan") return "scan";
    const expected = join(reference ?? "", `${name}.txt`);
    if (reference !== undefined && !text.isCut && existsSync(expected)) {
      const shown = text.pages.map((page) => page.text).join("\n");
      const recall = recallOf(shown, readFileSync(expected, "utf8"));
      if (recall !== null) recalls.push({ name, ...recall });
    }
    if (text.isCut) return "text, cut";
    return text.unread === undefined ? "text" : "text, and pages that are pictures";
  } catch (error) {
    faults.push(`${name}: ${String(error)}`);
    return "threw";
  }
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

const rows = [...outcomes]
  .sort((one, other) => other[1].files.length - one[1].files.length)
  .map(([outcome, { files, slowestMs, peakMb }]) => {
    const examples = outcome.endsWith(" text") ? "" : files.slice(0, 12).join(" ");
    return `${outcome} | ${files.length} | ${slowestMs} | ${peakMb} | ${examples}`;
  });
const durations = facts.map(({ durationMs }) => Number(durationMs));
const worst = recalls.toSorted(
  (one, other) => one.words + one.numbers - other.words - other.numbers,
);

process.stdout.write(
  [
    "outcome | files | slowest ms | child's peak MiB | examples",
    ...rows,
    `${names.length} files in ${Math.round((performance.now() - startedAt) / 1_000)} s; ` +
      `p50 ${quantile(durations, 0.5)} ms, p99 ${quantile(durations, 0.99)} ms; ` +
      `our own memory ${mebibytes(residentBefore)} MiB before, ${mebibytes(residentPeak)} MiB at most`,
    ...(recalls.length > 0
      ? [describeRecalls(), ...worst.slice(0, WORST).map(describeRecall)]
      : []),
    ...faults,
    "",
  ].join("\n"),
);
process.exitCode = faults.length > 0 ? 1 : 0;

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
}

function describeRecalls(): string {
  const show = (values: readonly number[]) =>
    `median ${quantile(values, 0.5).toFixed(2)}, p10 ${quantile(values, 0.1).toFixed(2)}`;
  const words = show(recalls.map((recall) => recall.words));
  const numbers = show(recalls.map((recall) => recall.numbers));
  return `recall over ${recalls.length} files: words ${words}; numbers ${numbers}; the worst:`;
}

function describeRecall({ name, words, numbers }: (typeof recalls)[number]): string {
  return `${name}: words ${words.toFixed(2)}, numbers ${numbers.toFixed(2)}`;
}
