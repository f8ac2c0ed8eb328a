import { parseFormat, showNumber } from "./cell-value.ts";
import { CELL_MARK } from "./page-table.ts";
import { attribute, type Attributes, readXml, type XmlHandler } from "./read-xml.ts";
import type { Relationships } from "./relationships.ts";
import type { Archive } from "./zip.ts";

const MAX_DRAWINGS = 50;
const MAX_LINES = 200;
const MAX_SERIES = 30;

/** The lines of each chart and diagram that a part refers to, by the identifier. */
export type Drawings = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the charts of a part of an office file, as tables of their values, and the texts of its
 * diagrams (SmartArt).
 */
export async function readDrawings(archive: Archive, { all }: Relationships): Promise<Drawings> {
  const lines = new Map<string, readonly string[]>();
  const readers = { chart: createChart, diagramData: createDiagram };
  const found = all.filter(
    ({ type, target }) => Object.hasOwn(readers, type) && archive.has(target),
  );
  for (const { id, type, target } of found.slice(0, MAX_DRAWINGS)) {
    const drawing = type === "chart" ? readers.chart() : readers.diagramData();
    await readXml(archive.open(target), drawing.handler, drawing.isFull);
    lines.set(id, drawing.lines().slice(0, MAX_LINES));
  }
  return lines;
}

interface Drawing {
  readonly handler: XmlHandler;
  readonly isFull: () => boolean;
  readonly lines: () => readonly string[];
}

function createDiagram(): Drawing {
  const texts: string[] = [];
  let text = "";
  return {
    isFull: () => texts.length >= MAX_LINES,
    lines: () => texts,
    handler: {
      open(name) {
        if (name === "t" && text !== "") text += " ";
      },
      text(piece) {
        text += piece;
      },
      close(name) {
        if (name !== "pt") return;
        if (text.trim() !== "") texts.push(`- ${text.replace(/\s+/g, " ").trim()}`);
        text = "";
      },
    },
  };
}

type Points = Map<number, string>;

interface Series {
  name: string;
  readonly labels: Points;
  readonly values: Points;
}

/** The parts of a series by their elements, of charts of lines and bars as of points. */
const PARTS: Readonly<Record<string, "name" | "labels" | "values">> = {
  tx: "name",
  cat: "labels",
  xVal: "labels",
  val: "values",
  yVal: "values",
};

function createChart(): Drawing {
  const titles: string[] = [];
  const all: Series[] = [];
  let series: Series | null = null;
  let part: "name" | "labels" | "values" | null = null;
  let title: string | null = null;
  let code = "";
  let index = 0;
  let found: string | null = null;

  const take = (value: string) => {
    if (series === null) return;
    if (part === "name") series.name = value;
    else if (part !== null && series[part].size < MAX_LINES) {
      series[part].set(index, showNumber(value, parseFormat(code), false));
    }
  };
  const opened: Readonly<Record<string, (attributes: Attributes) => void>> = {
    title: () => (title = ""),
    ser: () => {
      series = { name: "", labels: new Map(), values: new Map() };
      all.push(series);
    },
    pt: (attributes) => (index = Number(attribute(attributes, "idx") ?? 0)),
  };
  const closed: Readonly<Record<string, (text: string) => void>> = {
    title: () => {
      if (title !== null && title !== "") titles.push(title.trim());
      title = null;
    },
    ser: () => (series = null),
    formatCode: (text) => (code = text),
    v: take,
    t: (text) => title !== null && (title += text),
  };
  return {
    isFull: () => all.length > MAX_SERIES,
    lines: () => [...titles, ...tablesOf(all)],
    handler: {
      open(name, attributes) {
        if (series !== null && Object.hasOwn(PARTS, name)) [part, code] = [PARTS[name] ?? null, ""];
        if (["formatCode", "v", "t"].includes(name)) found = "";
        if (Object.hasOwn(opened, name)) opened[name]?.(attributes);
      },
      text(text) {
        if (found !== null) found += text;
      },
      close(name) {
        if (Object.hasOwn(closed, name)) closed[name]?.(found ?? "");
        found = null;
        if (Object.hasOwn(PARTS, name)) part = null;
      },
    },
  };
}

/** Returns a table for the series that share their labels, one after the other. */
function tablesOf(all: readonly Series[]): string[] {
  const byLabels = Map.groupBy(all, ({ labels }) => [...labels.values()].join("\n"));
  return [...byLabels.values()].flatMap((group) => {
    const labels = group[0]?.labels ?? new Map<number, string>();
    const count = Math.max(...group.flatMap(({ values }) => [...values.keys()]), -1) + 1;
    const rows = Array.from({ length: Math.min(count, MAX_LINES) }, (_, at) =>
      [labels.get(at) ?? "", ...group.map(({ values }) => values.get(at) ?? "")].join(CELL_MARK),
    );
    const names = ["", ...group.map(({ name }) => name)].join(CELL_MARK);
    if (group.some(({ name }) => name !== "")) rows.unshift(names);
    return rows;
  });
}
