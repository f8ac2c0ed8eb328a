import { type Counters, createCounters, formatNumber, type NumberFormat } from "./numbering.ts";
import { attribute, type Attributes, readXml } from "./read-xml.ts";
import type { Archive } from "./zip.ts";

const FORMATS: Readonly<Record<string, NumberFormat>> = {
  decimalZero: "zero",
  lowerLetter: "letter",
  upperLetter: "LETTER",
  lowerRoman: "roman",
  upperRoman: "ROMAN",
  none: "none",
};

interface Level {
  start: number;
  format: NumberFormat;
  isBullet: boolean;
  /** Such as `%1.%2`. */
  text: string;
  isLegal: boolean;
  /** The paragraph style of this level. */
  style: string | null;
}

interface AbstractList {
  readonly levels: Map<number, Level>;
  /** The style by which a list refers to the levels of another one. */
  style: string | null;
  borrowedStyle: string | null;
  readonly counters: Counters;
}

interface List {
  abstractId: string;
  readonly starts: Map<number, number>;
  readonly levels: Map<number, Level>;
  readonly begun: Set<number>;
}

export interface Numbering {
  /** Returns the mark of a list's next item, such as `2.1` or `-`; null if the list shows none. */
  next(list: string, level: number): string | null;
  /** Returns the level of a paragraph style in a list. */
  levelOf(list: string, style: string): number;
}

/** Reads the numbering of a Word document, and counts its paragraphs on demand. */
export async function readNumbering(archive: Archive, part: string | null): Promise<Numbering> {
  const abstracts = new Map<string, AbstractList>();
  const lists = new Map<string, List>();
  if (part !== null) await readXml(archive.open(part), numberingHandler(abstracts, lists));

  const abstractOf = (list: List | undefined): AbstractList | undefined => {
    const own = abstracts.get(list?.abstractId ?? "");
    if (own?.borrowedStyle == null) return own;
    return [...abstracts.values()].find(({ style }) => style === own.borrowedStyle) ?? own;
  };
  return {
    next(id, at) {
      const list = lists.get(id);
      const abstract = abstractOf(list);
      const levelAt = (level: number) => list?.levels.get(level) ?? abstract?.levels.get(level);
      const level = levelAt(at);
      if (list === undefined || abstract === undefined || level === undefined) return "-";
      const restart = list.starts.get(at);
      if (restart !== undefined && !list.begun.has(at)) abstract.counters.set(at, restart);
      list.begun.add(at);
      abstract.counters.count(at, level.start);
      if (level.isBullet) return "-";
      const label = level.text.replace(/%([1-9])/g, (_mark, digit: string) => {
        const shown = Number(digit) - 1;
        const number = abstract.counters.at(shown) ?? levelAt(shown)?.start ?? 1;
        return formatNumber(
          number,
          level.isLegal ? "decimal" : (levelAt(shown)?.format ?? "decimal"),
        );
      });
      return label.trim() === "" ? null : label.trim();
    },
    levelOf(id, style) {
      const levels = [...(abstractOf(lists.get(id))?.levels ?? [])];
      return levels.find(([, level]) => level.style === style)?.[0] ?? 0;
    },
  };
}

function numberingHandler(abstracts: Map<string, AbstractList>, lists: Map<string, List>) {
  let abstract: AbstractList | null = null;
  let list: List | null = null;
  let level: Level | null = null;
  let overridden = 0;
  const value = (attributes: Attributes) => attribute(attributes, "val") ?? "";
  const elements: Record<string, (attributes: Attributes) => void> = {
    abstractNum: (attributes) => {
      abstract = {
        levels: new Map(),
        style: null,
        borrowedStyle: null,
        counters: createCounters(),
      };
      abstracts.set(attribute(attributes, "abstractNumId") ?? "", abstract);
      list = null;
    },
    styleLink: (attributes) => abstract && (abstract.style = value(attributes)),
    numStyleLink: (attributes) => abstract && (abstract.borrowedStyle = value(attributes)),
    num: (attributes) => {
      list = { abstractId: "", starts: new Map(), levels: new Map(), begun: new Set() };
      lists.set(attribute(attributes, "numId") ?? "", list);
      abstract = null;
    },
    abstractNumId: (attributes) => list && (list.abstractId = value(attributes)),
    lvlOverride: (attributes) => (overridden = Number(attribute(attributes, "ilvl") ?? 0)),
    startOverride: (attributes) => list?.starts.set(overridden, Number(value(attributes))),
    lvl: (attributes) => {
      level = {
        start: 1,
        format: "decimal",
        isBullet: false,
        text: "",
        isLegal: false,
        style: null,
      };
      (list ?? abstract)?.levels.set(Number(attribute(attributes, "ilvl") ?? 0), level);
    },
    start: (attributes) => level && (level.start = Number(value(attributes))),
    numFmt: (attributes) => {
      if (level === null) return;
      level.isBullet = value(attributes) === "bullet";
      level.format = FORMATS[value(attributes)] ?? "decimal";
    },
    lvlText: (attributes) => level && (level.text = value(attributes)),
    isLgl: (attributes) => level && (level.isLegal = !isOff(attributes)),
    pStyle: (attributes) => level && (level.style = value(attributes)),
  };
  return {
    open(name: string, attributes: Attributes) {
      if (Object.hasOwn(elements, name)) elements[name]?.(attributes);
    },
    close(name: string) {
      if (name === "lvl") level = null;
    },
  };
}

/** Returns whether a boolean property is present with the value false. */
export function isOff(attributes: Attributes): boolean {
  return ["0", "false", "off", "none"].includes(attribute(attributes, "val") ?? "");
}
