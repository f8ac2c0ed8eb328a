import { cpus } from "node:os";
import { join } from "node:path";
import { drawChart } from "./chart.ts";
import { type Figure, shownGoal, shownMeasured, useOfLimit } from "./figures.ts";
import { readResults } from "./results.ts";

const DOCS = join(import.meta.dir, "../../docs");
const BEGIN = "<!-- figures: written by bun run bench --write -->";
const END = "<!-- end of figures -->";

const SECTIONS: readonly (readonly [title: string, prefixes: readonly string[]])[] = [
  ["Speed", ["acknowledge.", "pace.", "answers.", "start."]],
  ["Memory", ["memory."]],
  ["What one answer costs", ["whole.", "traffic.", "prompt."]],
  ["How it grows with what is stored", ["growth."]],
];

/** Renews the tables between the marks of docs/performance.md, and the chart beside it. */
export async function writeDocs(): Promise<void> {
  const [before, after] = [await readResults("before"), await readResults("after")];
  const tables = SECTIONS.map(([title, prefixes]) => {
    const isOfSection = ({ id }: Figure) => prefixes.some((prefix) => id.startsWith(prefix));
    const rows = tableOf(before.figures.filter(isOfSection), after.figures.filter(isOfSection));
    return `### ${title}\n\n${rows}`;
  });
  const machine = `Bun ${Bun.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${process.platform}.`;
  const file = join(DOCS, "performance.md");
  const text = await Bun.file(file).text();
  const [head, rest = ""] = text.split(BEGIN);
  const [, tail = ""] = rest.split(END);
  const written = `${head}${BEGIN}\n\n${machine}\n\n${tables.join("\n\n")}\n\n${END}${tail}`;
  await Bun.write(file, written);
  await Bun.write(join(DOCS, "images/performance.svg"), drawChart(before, after));
  // Tables are aligned as everything else is.
  await Bun.$`bun run format docs/performance.md`.cwd(join(DOCS, "..")).quiet();
}

function tableOf(before: readonly Figure[], after: readonly Figure[]): string {
  const ids = [...new Set([...after, ...before].map(({ id }) => id))];
  const rows = ids.map((id) => {
    const was = before.find((figure) => figure.id === id);
    const is = after.find((figure) => figure.id === id);
    const one = is ?? was;
    if (one === undefined) return "";
    const use = is === undefined ? null : useOfLimit(is);
    const verdict = use === null ? "" : use <= 1 ? " ✓" : " ✗";
    return `| ${one.what} | ${shownGoal(one)} | ${shownIn(was)} | ${shownIn(is)}${verdict} |`;
  });
  return ["| measured | goal | before | after |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function shownIn(figure: Figure | undefined): string {
  return figure === undefined ? "" : shownMeasured(figure);
}
