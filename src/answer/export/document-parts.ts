import { cleanText } from "../../text/clean-text.ts";

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OPC = "http://schemas.openxmlformats.org/package/2006";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

const DEFAULTS = {
  rels: "application/vnd.openxmlformats-package.relationships+xml",
  xml: "application/xml",
  // Of the files beside the text, which a reader of documents does not open.
  json: "application/json",
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  pdf: "application/pdf",
  ogg: "audio/ogg",
  mp3: "audio/mpeg",
  bin: "application/octet-stream",
};

const CONTENT_TYPES = `${XML}<Types xmlns="${OPC}/content-types">${Object.entries(DEFAULTS)
  .map(([extension, type]) => `<Default Extension="${extension}" ContentType="${type}"/>`)
  .join(
    "",
  )}<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`;

const RELATIONSHIPS = `${XML}<Relationships xmlns="${OPC}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`;

/** The parts that make a ZIP file a document of Word, besides its text. */
export const PACKAGE_PARTS = [
  ["[Content_Types].xml", CONTENT_TYPES],
  ["_rels/.rels", RELATIONSHIPS],
] as const;

export const documentHead = `${XML}<w:document xmlns:w="${WORD}"><w:body>`;
export const documentTail = "</w:body></w:document>";

/** Returns lines as paragraphs of a document. */
export function paragraphs(lines: readonly string[]): string {
  return lines
    .map((line) => `<w:p><w:r><w:t xml:space="preserve">${escapeXml(line)}</w:t></w:r></w:p>`)
    .join("");
}

const escapeXml = (text: string) =>
  cleanText(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
