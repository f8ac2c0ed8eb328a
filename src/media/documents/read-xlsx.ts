import { type CellFormat, showNumber, stylesHandler } from "./cell-value.ts";
import { collectPages, type PageCollector } from "./collect-pages.ts";
import type { DocumentPages, ReadingLimits } from "./document-text.ts";
import { attribute, readXml, type XmlHandler } from "./read-xml.ts";
import { relationshipId, relationshipsOf } from "./relationships.ts";
import { createRow } from "./sheet-row.ts";
import type { Archive } from "./zip.ts";

/** Every cell says where it stands, so that sheets of Excel's stay below 15 and none passes this for long. */
const MAX_RATIO = 50;

interface Sheet {
  readonly name: string;
  readonly part: string;
}

interface Workbook {
  readonly strings: readonly string[];
  readonly formats: readonly CellFormat[];
  readonly is1904: boolean;
}

/** Reads a workbook: one visible sheet, one page; formulas by their last value. */
export async function readXlsx(
  archive: Archive,
  main: string,
  limits: ReadingLimits,
): Promise<DocumentPages> {
  const folder = main.slice(0, main.lastIndexOf("/") + 1);
  const { sheets, is1904 } = await listSheets(archive, main);
  const strings = await readStrings(archive, `${folder}sharedStrings.xml`);
  const formats = await readFormats(archive, `${folder}styles.xml`);
  const pages = collectPages(limits);
  for (const [index, sheet] of sheets.entries()) {
    if (index > 0) pages.turn();
    if (pages.isFull()) break;
    pages.line(`# ${sheet.name}`);
    const handler = sheetHandler(pages, { strings, formats, is1904 });
    await readXml(archive.open(sheet.part, MAX_RATIO), handler, pages.isFull);
  }
  return pages.finish(sheets.length);
}

async function listSheets(
  archive: Archive,
  main: string,
): Promise<{ sheets: readonly Sheet[]; is1904: boolean }> {
  const targets = await relationshipsOf(archive, main);
  const sheets: Sheet[] = [];
  let is1904 = false;
  await readXml(archive.open(main), {
    open(name, attributes) {
      if (name === "workbookPr") {
        is1904 = ["1", "true"].includes(attribute(attributes, "date1904") ?? "");
      }
      if (name !== "sheet") return;
      const part = targets.get(relationshipId(attributes));
      const isHidden = (attribute(attributes, "state") ?? "visible") !== "visible";
      if (part === undefined || isHidden || !part.includes("worksheets/")) return;
      sheets.push({ name: attribute(attributes, "name") ?? "", part });
    },
  });
  return { sheets, is1904 };
}

async function readFormats(archive: Archive, part: string): Promise<CellFormat[]> {
  const formats: CellFormat[] = [];
  if (archive.has(part)) await readXml(archive.open(part), stylesHandler(formats));
  return formats;
}

async function readStrings(archive: Archive, part: string): Promise<string[]> {
  const strings: string[] = [];
  if (!archive.has(part)) return strings;
  let text = "";
  let isText = false;
  let isPhonetic = false;
  await readXml(archive.open(part, MAX_RATIO), {
    open(name) {
      if (name === "si") text = "";
      if (name === "t") isText = true;
      if (name === "rPh") isPhonetic = true;
    },
    text(piece) {
      if (isText && !isPhonetic) text += piece;
    },
    close(name) {
      if (name === "si") strings.push(unescapeText(text));
      if (name === "t") isText = false;
      if (name === "rPh") isPhonetic = false;
    },
  });
  return strings;
}

function sheetHandler(pages: PageCollector, workbook: Workbook): XmlHandler {
  const row = createRow(pages);
  let type = "n";
  let style = 0;
  let column = 0;
  let value = "";
  let isValue = false;

  return {
    open(name, attributes) {
      if (name === "row") column = 0;
      if (name === "c") {
        column = columnOf(attribute(attributes, "r")) ?? column + 1;
        type = attribute(attributes, "t") ?? "n";
        style = Number(attribute(attributes, "s") ?? 0);
        value = "";
      }
      if (name === "v" || name === "t") isValue = true;
    },
    text(text) {
      if (isValue && !pages.isFull()) value += text;
    },
    close(name) {
      if (name === "v" || name === "t") isValue = false;
      if (name === "c") row.cell(column, showCell(type, value, style, workbook));
      if (name === "row") row.end();
    },
  };
}

function showCell(type: string, value: string, style: number, workbook: Workbook): string {
  switch (type) {
    case "s":
      return workbook.strings[Number(value)] ?? "";
    case "b":
      return value === "1" ? "TRUE" : "FALSE";
    case "n":
      return showNumber(value, workbook.formats[style], workbook.is1904);
    default:
      return unescapeText(value);
  }
}

/** Characters that XML cannot hold stand as `_x000D_`. */
function unescapeText(text: string): string {
  return text.replace(/_x([0-9a-f]{4})_/gi, (_escape, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
}

/** `C5` is column 3. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(reference ?? "")?.[0];
  if (letters === undefined) return null;
  return Array.from(letters).reduce((column, each) => column * 26 + each.charCodeAt(0) - 64, 0);
}
