import type { NumberFormat } from "./numbering.ts";
import { attribute, type Attributes } from "./read-xml.ts";
import type { Script } from "./scripts.ts";

const FORMATS: Readonly<Record<string, NumberFormat>> = {
  "1": "decimal",
  a: "letter",
  A: "LETTER",
  i: "roman",
  I: "ROMAN",
};

/** The numbering of one level of an OpenDocument list. */
export interface ListLevel {
  readonly format: NumberFormat;
  readonly prefix: string;
  readonly suffix: string;
  readonly start: number;
  /** The number of levels that its number shows, such as 2 for `2.1`. */
  readonly shown: number;
}

interface TextStyle {
  parent: string | null;
  script: Script | null;
  isHidden: boolean;
  list: string | null;
}

/** The styles of an OpenDocument file for lists, raised and hidden text. */
export interface OpenStyles {
  /** Returns null for a level of bullets. */
  levelOf(list: string, level: number): ListLevel | null;
  headingLevel(level: number): ListLevel | null;
  styleOf(name: string): Omit<TextStyle, "parent"> | null;
  /** Processes an element of the styles. */
  see(name: string, attributes: Attributes): void;
}

const HEADINGS = "outline of headings";

export function createOpenStyles(): OpenStyles {
  const lists = new Map<string, Map<number, ListLevel>>();
  const styles = new Map<string, TextStyle>();
  let list = "";
  let style = "";
  const levelOf = (name: string, level: number) => lists.get(name)?.get(level) ?? null;
  return {
    levelOf,
    headingLevel: (level) => levelOf(HEADINGS, level),
    styleOf(name) {
      const own = styles.get(name);
      const parent = styles.get(own?.parent ?? "");
      return own === undefined ? null : { ...own, list: own.list ?? parent?.list ?? null };
    },
    see(name, attributes) {
      if (name === "list-style" || name === "outline-style") {
        list = name === "list-style" ? (attribute(attributes, "name") ?? "") : HEADINGS;
        lists.set(list, new Map());
        style = "";
      } else if (name === "list-level-style-number" || name === "outline-level-style") {
        const level = Number(attribute(attributes, "level") ?? 1);
        const found = toLevel(attributes);
        if (found !== null) lists.get(list)?.set(level, found);
      } else if (name === "style") {
        style = attribute(attributes, "name") ?? "";
        styles.set(style, {
          parent: attribute(attributes, "parent-style-name") ?? null,
          list: attribute(attributes, "list-style-name") ?? null,
          script: null,
          isHidden: false,
        });
      } else if (name === "text-properties") {
        const known = styles.get(style);
        if (known === undefined) return;
        const position = attribute(attributes, "text-position") ?? "";
        const raised = /^(?:super|sub|-?\d+)/.exec(position)?.[0] ?? "";
        known.script = raised === "super" || Number(raised) > 0 ? "super" : null;
        if (raised === "sub" || Number(raised) < 0) known.script = "sub";
        const line = attribute(attributes, "text-line-through-style") ?? "none";
        if (line !== "none") known.script ??= "struck";
        known.isHidden = attribute(attributes, "display") === "none";
      }
    },
  };
}

function toLevel(attributes: Attributes): ListLevel | null {
  const format = FORMATS[attribute(attributes, "num-format") ?? ""];
  if (format === undefined) return null;
  return {
    format,
    prefix: attribute(attributes, "num-prefix") ?? "",
    suffix: attribute(attributes, "num-suffix") ?? "",
    start: Number(attribute(attributes, "start-value") ?? 1) || 1,
    shown: Number(attribute(attributes, "display-levels") ?? 1) || 1,
  };
}
