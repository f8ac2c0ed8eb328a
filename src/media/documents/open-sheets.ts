import type { PageCollector } from "./collect-pages.ts";
import { MAX_REPEATS, repeats, SKIPPED, STYLES } from "./open-text.ts";
import { linkNote } from "./links.ts";
import { attribute, type Attributes, type XmlHandler } from "./read-xml.ts";
import { createRow } from "./sheet-row.ts";

/** Writes an OpenDocument spreadsheet: each sheet is a page, with cells as they are shown. */
export function openSheetsHandler(pages: PageCollector): XmlHandler {
  const row = createRow(pages);
  let sheets = 0;
  let column = 1;
  let span = 1;
  let skipping = 0;
  /** The tables that are open and hidden. */
  let hidden = 0;
  let isHidden = false;
  /** The number of equal rows that the open one stands for. */
  let rowTimes = 1;
  let style = "";
  const hiddenStyles = new Set<string>();
  let isText = false;
  let exact: string | null = null;
  let address: string | null = null;
  let stored = "";
  let shown = "";

  const endCell = () => {
    const text = exact ?? (shown === "" ? stored : shown);
    const times = text.trim() === "" ? 0 : Math.min(span, MAX_REPEATS);
    for (let index = 0; index < times; index += 1) row.cell(column + index, text);
    column += span;
  };
  return {
    open(name, attributes) {
      if (name === "style") style = attribute(attributes, "name") ?? "";
      if (name === "table-properties" && attribute(attributes, "display") === "false") {
        hiddenStyles.add(style);
      }
      const isTable = name === "table";
      if (isTable && (hidden > 0 || hiddenStyles.has(attribute(attributes, "style-name") ?? ""))) {
        hidden += 1;
        skipping += 1;
      }
      if (isSkipped(name)) skipping += 1;
      if (skipping > 0) return;
      if (name === "table") {
        if (sheets > 0) pages.turn();
        sheets += 1;
        column = 1;
        pages.line(`# ${attribute(attributes, "name") ?? ""}`);
      }
      if (name === "table-column") {
        const from = column;
        column += repeats(attributes, "number-columns-repeated", 16_384);
        if (isCollapsed(attributes)) row.hideColumns(from, column - 1);
      }
      if (name === "table-row") {
        column = 1;
        isHidden = isCollapsed(attributes);
        rowTimes = repeats(attributes, "number-rows-repeated");
      }
      if (name === "table-cell" || name === "covered-table-cell") {
        span = repeats(attributes, "number-columns-repeated", 16_384);
        exact =
          attribute(attributes, "date-value")?.replace("T00:00:00", "").replace("T", " ") ?? null;
        stored = storedValue(attributes);
        shown = "";
      }
      if (name === "p") {
        isText = true;
        if (shown !== "") shown += " ";
      }
      if (name === "s") shown += " ";
      if (name === "a") address = attribute(attributes, "href") ?? null;
    },
    text(text) {
      if (isText && skipping === 0 && !pages.isFull()) shown += text;
    },
    close(name) {
      if (isSkipped(name)) skipping -= 1;
      if (name === "table" && hidden > 0) {
        hidden -= 1;
        skipping -= 1;
        return;
      }
      if (skipping > 0) return;
      if (name === "table") row.endSheet();
      if (name === "p") isText = false;
      if (name === "a") shown += linkNote(shown, address);
      if (name === "table-cell" || name === "covered-table-cell") endCell();
      if (name === "table-row") row.end(isHidden, rowTimes);
    },
  };
}

function isSkipped(name: string): boolean {
  return SKIPPED.has(name) || STYLES.has(name) || name === "annotation";
}

function isCollapsed(attributes: Attributes): boolean {
  return ["collapse", "filter"].includes(attribute(attributes, "visibility") ?? "");
}

/** Returns a cell's value, for a program that writes no text beside it. */
function storedValue(attributes: Attributes): string {
  const value = attribute(attributes, "value");
  const currency = attribute(attributes, "currency");
  if (value !== undefined) return currency === undefined ? value : `${value} ${currency}`;
  return (
    attribute(attributes, "string-value") ??
    attribute(attributes, "boolean-value")?.toUpperCase() ??
    attribute(attributes, "time-value") ??
    ""
  );
}
