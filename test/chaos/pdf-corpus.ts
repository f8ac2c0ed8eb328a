/**
 * Reads every PDF of a folder as the bot would, and prints what became of each kind:
 * `bun test/chaos/pdf-corpus.ts <folder>`. Ends with 1 when a reading threw, or outlived its deadline.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Facts, Logger } from "../../src/core/ports.ts";
import { createDocumentReader } from "../../src/media/read-document.ts";

const DEADLINE_MS = 10_000;
const GRACE_MS = 1_000;

const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: bun test/chaos/pdf-corpus.ts <folder>");

const names = readdirSync(folder)
  .filter((name) => name.endsWith(".pdf"))
  .sort();
const facts: Facts[] = [];
const silent = () => {};
const log: Logger = {
  debug: silent,
  warn: silent,
  error: silent,
  info: (_event, end = {}) => facts.push(end),
};
// One at a time: what is noted last is then about the file read last.
const readDocument = createDocumentReader({ log, maxAtOnce: 1, deadlineMs: DEADLINE_MS });

const outcomes = new Map<string, { files: string[]; slowestMs: number; peakMb: number }>();
const faults: string[] = [];
const residentBefore = process.memoryUsage.rss();
let residentPeak = residentBefore;
const startedAt = performance.now();

for (const name of names) {
  const outcome = await readDocument(join(folder, name), {
    userId: 1,
    contentType: "application/pdf",
    fileName: name,
  }).then(
    (text) => {
      if (text.kind === "unreadable") return `unreadable: ${text.why}`;
      return text.kind === "text" && text.isCut ? "text, cut" : text.kind;
    },
    (error: unknown) => {
      faults.push(`${name}: ${String(error)}`);
      return "threw";
    },
  );
  const durationMs = Number(facts.at(-1)?.["durationMs"]);
  const peakMemoryBytes = Number(facts.at(-1)?.["peakMemoryBytes"]);
  if (durationMs > DEADLINE_MS + GRACE_MS) faults.push(`${name}: took ${durationMs} ms`);
  const seen = outcomes.get(outcome) ?? { files: [], slowestMs: 0, peakMb: 0 };
  outcomes.set(outcome, {
    files: [...seen.files, name],
    slowestMs: Math.max(seen.slowestMs, durationMs),
    peakMb: Math.max(seen.peakMb, Math.round(peakMemoryBytes / 2 ** 20)),
  });
  residentPeak = Math.max(residentPeak, process.memoryUsage.rss());
}

const rows = [...outcomes]
  .sort((one, other) => other[1].files.length - one[1].files.length)
  .map(([outcome, { files, slowestMs, peakMb }]) => {
    const examples = outcome === "text" ? "" : files.slice(0, 12).join(" ");
    return `${outcome} | ${files.length} | ${slowestMs} | ${peakMb} | ${examples}`;
  });
const durations = facts
  .map(({ durationMs }) => Number(durationMs))
  .sort((one, other) => one - other);
const quantile = (part: number) => durations[Math.floor((durations.length - 1) * part)] ?? 0;
const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);

process.stdout.write(
  [
    "outcome | files | slowest ms | child's peak MiB | examples",
    ...rows,
    `${names.length} files in ${Math.round((performance.now() - startedAt) / 1_000)} s; ` +
      `p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms; ` +
      `our own memory ${mebibytes(residentBefore)} MiB before, ${mebibytes(residentPeak)} MiB at most`,
    ...faults,
    "",
  ].join("\n"),
);
process.exitCode = faults.length > 0 ? 1 : 0;
