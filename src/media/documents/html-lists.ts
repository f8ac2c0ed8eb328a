import { itemMark } from "./blocks.ts";
import type { HtmlAttributes } from "./html-tags.ts";
import { formatNumber, type NumberFormat } from "./numbering.ts";

const TYPES: Readonly<Record<string, NumberFormat>> = {
  a: "letter",
  A: "LETTER",
  i: "roman",
  I: "ROMAN",
};

/** The open lists of a page. */
export interface HtmlLists {
  open(isNumbered: boolean, attributes: HtmlAttributes): void;
  close(): void;
  /** Returns the mark of the next item. */
  item(attributes: HtmlAttributes): string;
}

interface List {
  readonly format: NumberFormat | null;
  readonly step: number;
  next: number;
}

export function createHtmlLists(): HtmlLists {
  const lists: List[] = [];
  return {
    open(isNumbered, attributes) {
      const format = TYPES[attributes.get("type") ?? ""] ?? "decimal";
      const step = attributes.has("reversed") ? -1 : 1;
      const next = wholeNumber(attributes.get("start")) ?? 1;
      lists.push({ format: isNumbered ? format : null, step, next });
    },
    close: () => lists.pop(),
    item(attributes) {
      const list = lists.at(-1);
      const level = lists.length - 1;
      if (list?.format == null) return itemMark(level);
      const number = wholeNumber(attributes.get("value")) ?? list.next;
      list.next = number + list.step;
      return itemMark(level, `${formatNumber(number, list.format)}.`);
    },
  };
}

function wholeNumber(text: string | undefined): number | null {
  const number = Number.parseInt(text ?? "", 10);
  return Number.isSafeInteger(number) ? number : null;
}
