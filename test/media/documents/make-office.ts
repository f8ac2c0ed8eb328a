import { strToU8, zipSync } from "fflate";

const PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

export type Parts = Readonly<Record<string, string | Uint8Array>>;

export function zip(parts: Parts): Uint8Array<ArrayBuffer> {
  const files = Object.entries(parts).map(
    ([name, part]) => [name, typeof part === "string" ? strToU8(part) : part] as const,
  );
  return new Uint8Array(zipSync(Object.fromEntries(files)));
}

/** The part `_rels/….rels` that points to others: identifier, last word of the type, target. */
export function relationships(...targets: readonly (readonly [string, string, string])[]): string {
  const each = targets.map(
    ([id, type, target]) =>
      `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}">${each.join("")}</Relationships>`;
}

const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A Word document around the given body; German Word names its heading styles as it does here. */
export function docx(body: string, more: Parts = {}): Uint8Array<ArrayBuffer> {
  return zip({
    "_rels/.rels": relationships(["rId1", "officeDocument", "word/document.xml"]),
    "word/styles.xml": `<w:styles ${WORD}><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>`,
    "word/document.xml": `<w:document ${WORD}><w:body>${body}</w:body></w:document>`,
    ...more,
  });
}

/** A paragraph of a Word document. */
export function paragraph(text: string, properties = ""): string {
  return `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

const SHEET = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${OFFICE}"`;

/**
 * A workbook of sheets by their names, each the XML of its rows. Cell style 1 is a date, 2 a date
 * with its time, 3 a percentage; the shared strings are as given.
 */
export function xlsx(
  sheets: Readonly<Record<string, string>>,
  strings: readonly string[] = [],
  more: Parts = {},
): Uint8Array<ArrayBuffer> {
  const names = Object.keys(sheets);
  const list = names.map((name, at) => `<sheet name="${name}" sheetId="${at + 7}" r:id="r${at}"/>`);
  const parts = names.map((name, at) => [
    `xl/worksheets/sheet${at}.xml`,
    `<worksheet ${SHEET}><sheetData>${sheets[name] ?? ""}</sheetData></worksheet>`,
  ]);
  const targets = names.map(
    (_, at) => [`r${at}`, "worksheet", `worksheets/sheet${at}.xml`] as const,
  );
  return zip({
    "_rels/.rels": relationships(["rId1", "officeDocument", "/xl/workbook.xml"]),
    "xl/workbook.xml": `<workbook ${SHEET}><sheets>${list.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relationships(...targets),
    "xl/sharedStrings.xml": `<sst ${SHEET}>${strings.map((text) => `<si>${text}</si>`).join("")}</sst>`,
    "xl/styles.xml":
      `<styleSheet ${SHEET}><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts>` +
      '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>' +
      '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="10"/></cellXfs></styleSheet>',
    ...Object.fromEntries(parts),
    ...more,
  });
}

/** A presentation whose slides are stored in the opposite order of their showing. */
export function pptx(slides: readonly string[], more: Parts = {}): Uint8Array<ArrayBuffer> {
  const names = `xmlns:a="urn:a" xmlns:p="urn:p" xmlns:r="${OFFICE}"`;
  const file = (at: number) => `slides/slide${slides.length - at}.xml`;
  const ids = slides.map((_, at) => `<p:sldId id="${256 + at}" r:id="r${at}"/>`);
  return zip({
    "_rels/.rels": relationships(["rId1", "officeDocument", "ppt/presentation.xml"]),
    "ppt/presentation.xml": `<p:presentation ${names}><p:sldIdLst>${ids.join("")}</p:sldIdLst></p:presentation>`,
    "ppt/_rels/presentation.xml.rels": relationships(
      ...slides.map((_, at) => [`r${at}`, "slide", file(at)] as const),
    ),
    ...Object.fromEntries(
      slides.map((shapes, at) => [`ppt/${file(at)}`, `<p:sld ${names}>${shapes}</p:sld>`]),
    ),
    ...more,
  });
}

/** A shape on a slide, with a paragraph for each text. */
export function shape(placeholder: string, ...texts: readonly string[]): string {
  const paragraphs = texts.map((text) => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`).join("");
  return `<p:sp><p:nvSpPr><p:nvPr><p:ph type="${placeholder}"/></p:nvPr></p:nvSpPr><p:txBody>${paragraphs}</p:txBody></p:sp>`;
}

/** An OpenDocument file of the given type around the given body. */
export function openDocument(
  type: "text" | "spreadsheet" | "presentation",
  body: string,
  more: Parts = {},
): Uint8Array<ArrayBuffer> {
  return zip({
    mimetype: `application/vnd.oasis.opendocument.${type}`,
    "content.xml":
      '<office:document-content xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:b" xmlns:draw="urn:d" xmlns:presentation="urn:p">' +
      `<office:automatic-styles><text:p>a style</text:p></office:automatic-styles><office:body><office:${type}>${body}</office:${type}></office:body></office:document-content>`,
    ...more,
  });
}
