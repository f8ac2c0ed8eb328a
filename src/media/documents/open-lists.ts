import type { ListLevel, OpenStyles } from "./list-styles.ts";
import { type Counters, createCounters, formatNumber } from "./numbering.ts";
import { attribute, type Attributes } from "./read-xml.ts";

const MAX_REMEMBERED = 10_000;

/** The open lists of an OpenDocument text, and the number of the current item. */
export interface OpenLists {
  open(attributes: Attributes): void;
  close(): void;
  /** Begins an item; a header of a list has no number. */
  item(attributes: Attributes, isHeader?: boolean): void;
  /** Returns the number of open lists. */
  depth(): number;
  /** Returns the mark of the current item, once: `-`, its number, or null for a continuation. */
  take(): string | null;
  /** Returns the number of a heading that is not in a list. */
  heading(level: number): string | null;
}

interface List {
  readonly style: string;
  readonly counters: Counters;
}

export function createLists(styles: OpenStyles): OpenLists {
  const open: List[] = [];
  const byId = new Map<string, Counters>();
  const byStyle = new Map<string, Counters>();
  const headings = createCounters();
  let mark: string | null = null;

  const labelOf = (
    level: ListLevel,
    at: number,
    counters: Counters,
    levelAt: (at: number) => ListLevel | null,
  ) => {
    const first = Math.max(1, at - level.shown + 1);
    const numbers: string[] = [];
    for (let each = first; each <= at; each += 1) {
      const { format, start } = levelAt(each) ?? level;
      numbers.push(formatNumber(counters.at(each) ?? start, format));
    }
    return `${level.prefix}${numbers.join(".")}${level.suffix}`;
  };
  return {
    open(attributes) {
      const outer = open.at(-1);
      const style = attribute(attributes, "style-name") ?? outer?.style ?? "";
      const continued = attribute(attributes, "continue-list");
      const goesOn = attribute(attributes, "continue-numbering") === "true";
      const known = byId.get(continued ?? "") ?? (goesOn ? byStyle.get(style) : undefined);
      const counters = outer?.counters ?? known ?? createCounters();
      open.push({ style, counters });
      const id = attribute(attributes, "id");
      if (byStyle.size < MAX_REMEMBERED) byStyle.set(style, counters);
      if (id !== undefined && byId.size < MAX_REMEMBERED) byId.set(id, counters);
    },
    close: () => open.pop(),
    item(attributes, isHeader = false) {
      const list = open.at(-1);
      if (list === undefined || isHeader) {
        mark = null;
        return;
      }
      const at = open.length;
      const level = styles.levelOf(list.style, at);
      const start = attribute(attributes, "start-value");
      if (start !== undefined) list.counters.set(at, Number(start));
      list.counters.count(at, level?.start ?? 1);
      mark =
        level === null
          ? "-"
          : labelOf(level, at, list.counters, (each) => styles.levelOf(list.style, each));
    },
    depth: () => open.length,
    take() {
      const taken = mark;
      mark = null;
      return taken;
    },
    heading(level) {
      const found = styles.headingLevel(level);
      headings.count(level, found?.start ?? 1);
      return found === null ? null : labelOf(found, level, headings, styles.headingLevel);
    },
  };
}
