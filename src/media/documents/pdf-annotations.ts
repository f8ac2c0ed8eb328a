import type { DrawnText } from "./pdf-pieces.ts";

/** An annotation as pdf.js returns it; a file may put any value in any field. */
export type Annotation = Readonly<Record<string, unknown>>;

export interface Annotations {
  /** Text that the page itself shows: typed into it, or a box's tick. */
  readonly drawn: readonly DrawnText[];
  readonly links: readonly Link[];
  /** Filled-in fields and notes, a line each. */
  readonly lines: readonly string[];
}

export interface Link {
  readonly address: string;
  /** Left, bottom, right, top. */
  readonly rect: readonly number[];
}

const HIDDEN = 2 | 32;
const MARKUP =
  /^(?:Text|Highlight|Underline|StrikeOut|Squiggly|Caret|Stamp|Square|Circle|Line|Polygon|PolyLine|Ink|FileAttachment)$/;
const MAX_ADDRESS_LENGTH = 500;

/** Returns the text that annotations add to a page: typed, ticked, linked or noted. */
export function describeAnnotations(annotations: readonly Annotation[]): Annotations {
  const drawn: DrawnText[] = [];
  const links: Link[] = [];
  const lines: string[] = [];
  for (const annotation of annotations) {
    const { subtype, annotationFlags, hidden, contentsObj, titleObj } = annotation;
    const isHidden = hidden === true || (Number(annotationFlags ?? 0) & HIDDEN) !== 0;
    const rect = rectOf(annotation);
    if (isHidden) continue;
    if (subtype === "Widget") {
      const field = describeField(annotation);
      if (field.tick !== null && rect !== null) drawn.push(drawnAt(rect, field.tick));
      if (field.line !== null) lines.push(field.line);
    } else if (subtype === "FreeText" && rect !== null) {
      drawn.push(...freeText(annotation, rect));
    } else if (subtype === "Link" && rect !== null) {
      const address = textOf(annotation["unsafeUrl"]) || textOf(annotation["url"]);
      const isShort = address.length <= MAX_ADDRESS_LENGTH;
      if (/^(?:https?|mailto|tel|ftp):/i.test(address) && isShort) links.push({ address, rect });
    } else if (typeof subtype === "string" && MARKUP.test(subtype)) {
      const text = stringIn(contentsObj).trim();
      const about = textOf(annotation["overlaidText"]).trim();
      const author = stringIn(titleObj).trim();
      const by = author === "" ? "" : ` by ${author}`;
      const on = about === "" ? "" : ` on “${about}”`;
      if (text !== "") lines.push(`[note${by}${on}: ${text}]`);
    }
  }
  return { drawn, links, lines };
}

function describeField(field: Annotation): { tick: string | null; line: string | null } {
  const { fieldType, fieldValue, checkBox, radioButton, exportValue, buttonValue } = field;
  const label = textOf(field["alternativeText"]).trim() || textOf(field["fieldName"]).trim();
  if (fieldType === "Btn" && (checkBox === true || radioButton === true)) {
    const own = checkBox === true ? exportValue : buttonValue;
    const isTicked = fieldValue !== "Off" && fieldValue === own && textOf(own) !== "";
    const state = radioButton === true ? textOf(buttonValue) : "ticked";
    const shown = radioButton === true ? isTicked : true;
    const line = label !== "" && shown ? `${label}: ${isTicked ? state : "not ticked"}` : null;
    return { tick: isTicked ? "☑" : "☐", line };
  }
  if (fieldType !== "Tx" && fieldType !== "Ch") return { tick: null, line: null };
  const values = [fieldValue].flat().filter((value) => typeof value === "string" && value !== "");
  const shown = values.map((value) => displayOf(field, String(value)));
  if (values.length === 0) return { tick: null, line: null };
  return { tick: null, line: label === "" ? shown.join(", ") : `${label}: ${shown.join(", ")}` };
}

/** Returns the shown text of a choice, which is stored under another value. */
function displayOf({ options }: Annotation, value: string): string {
  const list: readonly unknown[] = Array.isArray(options) ? options : [];
  const found = list.find((option) => isRecord(option) && option["exportValue"] === value);
  return (isRecord(found) && textOf(found["displayValue"])) || value;
}

function freeText(annotation: Annotation, rect: readonly number[]): DrawnText[] {
  const { textContent, contentsObj } = annotation;
  const written: readonly unknown[] = Array.isArray(textContent) ? textContent : [];
  const own = stringIn(contentsObj);
  const text = own.trim() === "" ? written.map(textOf).join("\n") : own;
  const lines = text.split(/\r\n?|\n/);
  const [, bottom = 0, , top = 0] = rect;
  const step = (top - bottom) / lines.length;
  return lines.map((line, index) => {
    const [left = 0, , right = 0] = rect;
    return drawnAt([left, top - (index + 1) * step, right, top - index * step], line);
  });
}

/** Returns a text that fills its rectangle, with its baseline a little above the lower edge. */
function drawnAt(rect: readonly number[], str: string): DrawnText {
  const [left = 0, bottom = 0, right = 0, top = 0] = rect;
  const size = Math.min(Math.max((top - bottom) * 0.6, 4), 12);
  const transform = [size, 0, 0, size, left, (bottom + top) / 2 - size * 0.35];
  const width = Math.min(right - left, str.length * size * 0.5);
  // Even if typed over dots or a line, it is a separate word.
  return { str: ` ${str} `, dir: "ltr", transform, width, height: size };
}

function rectOf({ rect }: Annotation): readonly number[] | null {
  const numbers = Array.isArray(rect) ? rect.map(Number) : [];
  return numbers.length === 4 && numbers.every(Number.isFinite) ? numbers : null;
}

function stringIn(value: unknown): string {
  return isRecord(value) ? textOf(value["str"]) : "";
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isRecord(value: unknown): value is Annotation {
  return typeof value === "object" && value !== null;
}
