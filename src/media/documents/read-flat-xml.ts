import type { FlatRoot } from "./flat-xml-root.ts";
import { parseFormat, showNumber } from "./cell-value.ts";
import { createBlocks } from "./blocks.ts";
import { collectPages, type PageCollector } from "./collect-pages.ts";
import type { DocumentFormat, DocumentPages, ReadingLimits } from "./document-text.ts";
import { docxHandler } from "./docx-body.ts";
import { type OpenFormat, readFlatDocument } from "./read-open-document.ts";
import { attribute, type Attributes, readXml, type XmlHandler } from "./read-xml.ts";
import { createRow } from "./sheet-row.ts";

const OPEN_FORMATS: Readonly<Record<string, OpenFormat>> = {
  text: "odt",
  spreadsheet: "ods",
  presentation: "odp",
};

type Read = { readonly format: DocumentFormat } & DocumentPages;

/** Reads an office file that is a single XML part and not an archive. */
export async function readFlatXml(
  text: string,
  root: FlatRoot,
  limits: ReadingLimits,
): Promise<Read> {
  const chunks = () => chunksOf(text);
  const format = OPEN_FORMATS[root];
  if (format !== undefined) {
    return { format, ...(await readFlatDocument(chunks(), format, limits)) };
  }
  const pages = collectPages(limits);
  const isSheets = root === "Workbook";
  await readXml(chunks(), isSheets ? workbookHandler(pages) : wordHandler(pages), pages.isFull);
  return { format: isSheets ? "xlsx" : "docx", ...pages.finish() };
}

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  const size = 65_536;
  // Decoded already, whatever its declaration says.
  const bytes = Buffer.from(text.replace(/^\s{0,9}<\?xml[^>]*>/, ""));
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Creates a handler for the body only: a package has headers and styles as parts beside it. */
function wordHandler(pages: PageCollector): XmlHandler {
  const body = docxHandler(createBlocks(pages), {
    styleOf: () => ({}),
    numbering: { next: () => "-", levelOf: () => 0 },
    addressOf: () => null,
    refer: () => "",
  });
  let bodies = 0;
  return {
    open(name, attributes) {
      if (name === "body") bodies += 1;
      else if (bodies > 0) body.open?.(name, attributes);
    },
    text(text) {
      if (bodies > 0) body.text?.(text);
    },
    close(name) {
      if (name === "body") bodies -= 1;
      else if (bodies > 0) body.close?.(name);
    },
  };
}

/** Creates a handler for the sheets of a workbook of Excel 2003. */
function workbookHandler(pages: PageCollector): XmlHandler {
  const row = createRow(pages);
  const codes = new Map<string, string>();
  let sheets = 0;
  let style = "";
  let column = 0;
  let across = 0;
  let isHidden = false;
  let type = "";
  let cellStyle = "";
  let value: string | null = null;
  const opened: Record<string, (attributes: Attributes) => void> = {
    Style: (attributes) => (style = attribute(attributes, "ID") ?? ""),
    NumberFormat: (attributes) => codes.set(style, attribute(attributes, "Format") ?? ""),
    Worksheet: (attributes) => {
      if (sheets > 0) pages.turn();
      sheets += 1;
      column = 0;
      pages.line(`# ${attribute(attributes, "Name") ?? ""}`);
    },
    Column: (attributes) => {
      // A range counts its columns beyond the first.
      const from = Number(attribute(attributes, "Index") ?? column + 1);
      column = from + Number(attribute(attributes, "Span") ?? 0);
      if (attribute(attributes, "Hidden") === "1") row.hideColumns(from, column);
    },
    Row: (attributes) => {
      [column, across] = [0, 0];
      isHidden = attribute(attributes, "Hidden") === "1";
    },
    Cell: (attributes) => {
      column = Number(attribute(attributes, "Index") ?? column + across + 1);
      across = Number(attribute(attributes, "MergeAcross") ?? 0);
      cellStyle = attribute(attributes, "StyleID") ?? "";
    },
    Data: (attributes) => {
      type = attribute(attributes, "Type") ?? "";
      value = "";
    },
  };
  return {
    open: (name, attributes) => {
      if (Object.hasOwn(opened, name)) opened[name]?.(attributes);
    },
    text(text) {
      if (value !== null && !pages.isFull()) value += text;
    },
    close(name) {
      if (name === "Data" && value !== null) {
        row.cell(column, showValue(type, value, codes.get(cellStyle) ?? ""));
        value = null;
      }
      if (name === "Row") row.end(isHidden);
      if (name === "Worksheet") row.endSheet();
    },
  };
}

function showValue(type: string, value: string, code: string): string {
  if (type === "Boolean") return value === "1" ? "TRUE" : "FALSE";
  if (type === "DateTime") return value.replace(/T00:00:00(?:\.0+)?$/, "").replace("T", " ");
  return type === "Number" ? showNumber(value, parseFormat(code), false) : value;
}
