// bun run bench [--quick] [--only NAME,NAME] [--write after|before] [--program FILE [--program FILE]]
// Measures the built executable against physical and other limits and prints a table with ratios;
// a second --program is held against the first where a measure can (whole);
// with --write it also keeps the figures and renews the table and the chart of docs/performance.md.
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { columns, say } from "../../src/cli/write-out.ts";
import { measureAcknowledgement, measurePace } from "./acknowledge.ts";
import { measureAnswers } from "./answers.ts";
import { measureColdStart } from "./cold-start.ts";
import { type Figure, shownGoal, shownMeasured, useOfLimit } from "./figures.ts";
import { measureGrowth } from "./growth.ts";
import type { Measure } from "./measure.ts";
import { measureMemory } from "./memory.ts";
import { measurePrompt } from "./prompt.ts";
import { keepResults } from "./results.ts";
import { startStandIns } from "./stand-ins.ts";
import { measureTraffic } from "./traffic.ts";
import { measureWhole } from "./whole.ts";
import { writeDocs } from "./write-docs.ts";

const MEASURES: Readonly<Record<string, Measure>> = {
  acknowledge: measureAcknowledgement,
  pace: measurePace,
  start: measureColdStart,
  answers: measureAnswers,
  whole: measureWhole,
  traffic: measureTraffic,
  prompt: measurePrompt,
  memory: measureMemory,
  growth: measureGrowth,
};

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: Object.keys(MEASURES).join() },
    write: { type: "string" },
    program: {
      type: "string",
      multiple: true,
      default: [join(import.meta.dir, "../../dist/whatsapp-ai-bot")],
    },
  },
});
const { write } = options;
const [program = "", other] = options.program.map((path) => resolve(path));
if (write !== undefined && write !== "before" && write !== "after") {
  throw new Error("--write takes before or after");
}

for (const name of options.only.split(",")) {
  const measure = MEASURES[name];
  if (measure === undefined) {
    throw new Error(`nothing is called ${name}: choose of ${Object.keys(MEASURES).join(", ")}`);
  }
  const startedAt = performance.now();
  const standIns = startStandIns();
  const { figures, series = [] } = await measure({
    program: [program],
    other: other === undefined ? null : [other],
    standIns,
    isQuick: options.quick,
  });
  await standIns.stop();
  const seconds = (performance.now() - startedAt) / 1_000;
  say(`\n${name} (${seconds.toFixed(0)} s)`);
  for (const line of columns(figures.map(toRow))) say(line);
  if (write !== undefined) await keepResults(write, { figures, series });
}
if (write !== undefined) await writeDocs();

function toRow(figure: Figure): string[] {
  const use = useOfLimit(figure);
  const verdict = use === null ? "" : use <= 1 ? "met" : "missed";
  return ["", figure.what, shownMeasured(figure), shownGoal(figure), verdict];
}
