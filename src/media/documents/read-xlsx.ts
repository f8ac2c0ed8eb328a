import { type CellFormat, showNumber, stylesHandler } from "./cell-value.ts";
import { collectPages } from "./collect-pages.ts";
import type { DocumentPages, ReadingLimits } from "./document-text.ts";
import { scriptOf } from "./docx-styles.ts";
import { linkNote } from "./links.ts";
import { attribute, readXml, type XmlHandler } from "./read-xml.ts";
import { relationshipId, relationshipsOf } from "./relationships.ts";
import { joinRuns, type Run, type Script } from "./scripts.ts";
import { createRow, type SheetRow } from "./sheet-row.ts";
import type { Archive } from "./zip.ts";

/**
 * Every cell states its position, so that Excel's sheets stay below 15 and no sheet exceeds this
 * for long.
 */
const MAX_RATIO = 50;
const LINK = /^HYPERLINK\("([^"]+)"/i;

interface Sheet {
  readonly name: string;
  readonly part: string;
}

interface Workbook {
  readonly strings: readonly string[];
  readonly formats: readonly CellFormat[];
  readonly is1904: boolean;
}

/** Reads a workbook: each visible sheet is a page; formulas by their last value. */
export async function readXlsx(
  archive: Archive,
  main: string,
  limits: ReadingLimits,
): Promise<DocumentPages> {
  const folder = main.slice(0, main.lastIndexOf("/") + 1);
  const related = await relationshipsOf(archive, main);
  const { sheets, is1904 } = await listSheets(archive, main, related);
  const strings = await readStrings(
    archive,
    related.part("sharedStrings", `${folder}sharedStrings.xml`),
  );
  const formats = await readFormats(archive, related.part("styles", `${folder}styles.xml`));
  const pages = collectPages(limits);
  const row = createRow(pages);
  for (const [index, sheet] of sheets.entries()) {
    if (index > 0) pages.turn();
    if (pages.isFull()) break;
    pages.line(`# ${sheet.name}`);
    const handler = sheetHandler(row, pages.isFull, { strings, formats, is1904 });
    await readXml(archive.open(sheet.part, MAX_RATIO), handler, pages.isFull);
    row.endSheet();
  }
  return pages.finish(sheets.length);
}

async function listSheets(
  archive: Archive,
  main: string,
  related: Awaited<ReturnType<typeof relationshipsOf>>,
): Promise<{ sheets: readonly Sheet[]; is1904: boolean }> {
  const sheets: Sheet[] = [];
  let is1904 = false;
  await readXml(archive.open(main), {
    open(name, attributes) {
      // An extension has an element of the same name.
      const count = name === "workbookPr" ? attribute(attributes, "date1904") : undefined;
      if (count !== undefined) is1904 = isOn(count);
      if (name !== "sheet") return;
      const part = related.byId(relationshipId(attributes));
      const isHidden = (attribute(attributes, "state") ?? "visible") !== "visible";
      // A chart or a dialogue may be among the sheets.
      if (part?.type !== "worksheet" || isHidden) return;
      sheets.push({ name: attribute(attributes, "name") ?? "", part: part.target });
    },
  });
  return { sheets, is1904 };
}

async function readFormats(archive: Archive, part: string | null): Promise<CellFormat[]> {
  const formats: CellFormat[] = [];
  if (part !== null) await readXml(archive.open(part), stylesHandler(formats));
  return formats;
}

async function readStrings(archive: Archive, part: string | null): Promise<string[]> {
  const strings: string[] = [];
  if (part === null) return strings;
  const rich = createRichText();
  await readXml(archive.open(part, MAX_RATIO), {
    open: rich.open,
    text: rich.text,
    close(name) {
      rich.close(name);
      if (name === "si") strings.push(rich.take());
    },
  });
  return strings;
}

/**
 * Creates a reader of a cell's text, which may have runs of different heights, and its
 * pronunciation beside it.
 */
function createRichText() {
  let runs: Run[] = [];
  let script: Script | null = null;
  let isText = false;
  let isPhonetic = false;
  return {
    open(name: string, attributes: Readonly<Record<string, string>>) {
      if (name === "t") isText = true;
      if (name === "rPh") isPhonetic = true;
      if (name === "r") script = null;
      if (name === "vertAlign") script = scriptOf(attributes);
    },
    text(piece: string) {
      if (isText && !isPhonetic) runs.push({ text: piece, script });
    },
    close(name: string) {
      if (name === "t") isText = false;
      if (name === "rPh") isPhonetic = false;
      if (name === "r") script = null;
    },
    take() {
      const text = unescapeText(joinRuns(runs));
      runs = [];
      return text;
    },
  };
}

function sheetHandler(row: SheetRow, isFull: () => boolean, workbook: Workbook): XmlHandler {
  const rich = createRichText();
  let type = "n";
  let style = 0;
  let column = 0;
  let isHidden = false;
  let value = "";
  let formula = "";
  let part: "v" | "f" | null = null;

  return {
    open(name, attributes) {
      rich.open(name, attributes);
      if (name === "col" && isOn(attribute(attributes, "hidden"))) {
        row.hideColumns(Number(attribute(attributes, "min")), Number(attribute(attributes, "max")));
      }
      if (name === "row") {
        column = 0;
        isHidden = isOn(attribute(attributes, "hidden"));
      }
      if (name === "c") {
        column = columnOf(attribute(attributes, "r")) ?? column + 1;
        type = attribute(attributes, "t") ?? "n";
        style = Number(attribute(attributes, "s") ?? 0);
        [value, formula] = ["", ""];
      }
      if (name === "v" || name === "f") part = name;
    },
    text(text) {
      if (isFull()) return;
      if (part === "v") value += text;
      if (part === "f") formula += text;
      rich.text(text);
    },
    close(name) {
      rich.close(name);
      if (name === "v" || name === "f") part = null;
      if (name === "c") {
        const inline = rich.take();
        const shown = inline === "" ? showCell(type, value, style, workbook) : inline;
        // A program that only writes workbooks does not calculate; Excel stores the text that a
        // formula results in, even an empty one.
        const isOpen = shown === "" && formula !== "" && type !== "str";
        const address = LINK.exec(formula)?.[1] ?? null;
        row.cell(column, isOpen ? `=${formula}` : shown + linkNote(shown, address));
      }
      if (name === "row") row.end(isHidden);
    },
  };
}

function showCell(type: string, value: string, style: number, workbook: Workbook): string {
  switch (type) {
    case "s":
      return workbook.strings[Number(value)] ?? "";
    case "b":
      return value === "" ? "" : value === "1" ? "TRUE" : "FALSE";
    case "n":
      return showNumber(value, workbook.formats[style], workbook.is1904);
    default:
      return unescapeText(value);
  }
}

function isOn(value: string | undefined): boolean {
  return ["1", "true", "on"].includes(value ?? "");
}

/** Decodes characters that XML cannot contain, written as `_x000D_`. */
function unescapeText(text: string): string {
  return text.replace(/_x([0-9a-f]{4})_/gi, (_escape, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
}

/** Returns the column of a reference: `C5` is column 3. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(reference ?? "")?.[0];
  if (letters === undefined) return null;
  return Array.from(letters).reduce((column, each) => column * 26 + each.charCodeAt(0) - 64, 0);
}
