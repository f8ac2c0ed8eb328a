import { format, getFormatDateInfo, getFormatFromId } from "numfmt";
import { attribute, type XmlHandler } from "./read-xml.ts";

const DAY_MS = 86_400_000;
/**
 * Day 0 of a serial date; day 60 is 29 February 1900, which did not exist: ISO dates begin after
 * it.
 */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
/** The days to add to a date counted from 1904. */
const DAYS_TO_1904 = 1_462;
/** The number of days up to the end of the year 9999. */
const MAX_SERIAL = 2_958_466;
/** Excel's own limit for a format code. */
const MAX_CODE_LENGTH = 255;

/** The format of a cell's number: as stored, as an ISO 8601 date, or by a format code. */
export type CellFormat =
  | { readonly kind: "plain" }
  | { readonly kind: "date"; readonly hasTime: boolean }
  /** Months, weekdays, times and durations; `isDate` if it depends on the count of days. */
  | { readonly kind: "part"; readonly code: string; readonly isDate: boolean }
  | { readonly kind: "percent"; readonly digits: number }
  | { readonly kind: "number"; readonly code: string };

const PLAIN: CellFormat = { kind: "plain" };
const DATE: CellFormat = { kind: "date", hasTime: false };

/**
 * Returns the formats that a program knows by number alone, in its user's language, from ECMA-376.
 */
function builtInFormat(id: number): CellFormat {
  const isDate = id === 14 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  if (isDate) return DATE;
  const code = getFormatFromId(id);
  return code === null ? PLAIN : parseFormat(code);
}

/** Parses a cell's format code, such as `dd/mm/yyyy hh:mm` or `#,##0.00 "kg"`. */
export function parseFormat(whole: string): CellFormat {
  const code = whole.slice(0, MAX_CODE_LENGTH);
  if (code === "" || code === "@" || /^general$/i.test(code)) return PLAIN;
  const percent = /^0(?:\.(0+))?%$/.exec(code);
  // At least two decimals: a ratio is seldom as round as it is shown.
  if (percent !== null) return { kind: "percent", digits: Math.max(2, percent[1]?.length ?? 0) };
  const { year, month, day, hours, minutes, seconds } = dateInfo(code);
  const hasTime = hours || minutes || seconds;
  if (day && month) return { kind: "date", hasTime };
  if (year || month || day) {
    // A year of two digits after a month looks like a day.
    return { kind: "part", code: code.replace(/(?<!y)yy(?!y)/gi, "yyyy"), isDate: true };
  }
  if (hasTime) return { kind: "part", code, isDate: false };
  // The language in `[$€-407]` would change the separators of thousands and decimals, which no
  // program does.
  return { kind: "number", code: code.replace(/\[\$([^\]-]*)-[^\]]*\]/g, "[$$$1]") };
}

function dateInfo(code: string) {
  try {
    return getFormatDateInfo(code);
  } catch {
    return { year: false, month: false, day: false, hours: false, minutes: false, seconds: false };
  }
}

/** Collects the format of each cell style from a workbook's styles into `formats`, in order. */
export function stylesHandler(formats: CellFormat[]): XmlHandler {
  const named = new Map<number, CellFormat>();
  let isCellStyles = false;
  return {
    open(name, attributes) {
      const id = Number(attribute(attributes, "numFmtId") ?? 0);
      if (name === "numFmt") named.set(id, parseFormat(attribute(attributes, "formatCode") ?? ""));
      if (name === "cellXfs") isCellStyles = true;
      if (name === "xf" && isCellStyles) formats.push(named.get(id) ?? builtInFormat(id));
    },
    close(name) {
      if (name === "cellXfs") isCellStyles = false;
    },
  };
}

/** Returns a stored number as its sheet shows it, except dates, which are in ISO 8601. */
export function showNumber(stored: string, shown: CellFormat | undefined, is1904: boolean): string {
  const value = Number(stored);
  if (stored.trim() === "" || !Number.isFinite(value)) return stored;
  const plain = () => String(tidy(value));
  const day = is1904 ? value + DAYS_TO_1904 : value;
  switch (shown?.kind) {
    case "date":
      return showDate(day, shown.hasTime) ?? plain();
    case "part":
      if (shown.isDate && !isDay(day)) return plain();
      return formatBy(shown.code, shown.isDate ? day : value) ?? plain();
    case "percent":
      return `${Number((value * 100).toFixed(shown.digits))}%`;
    case "number":
      return keepSign(formatBy(shown.code, value) ?? plain(), value);
    case "plain":
    case undefined:
      return plain();
  }
}

/** Returns null for a code, or a number, that cannot be shown in this way. */
function formatBy(code: string, value: number): string | null {
  try {
    const text = format(code, value).replace(/\s+/g, " ").trim();
    return text.startsWith("####") ? null : text;
  } catch {
    return null;
  }
}

/** Adds the sign if a sheet shows a negative number by its colour alone. */
function keepSign(text: string, value: number): string {
  const isShown = value >= 0 || /[-−(]/.test(text) || !/[1-9]/.test(text);
  return isShown ? text : `-${text}`;
}

/** Rounds to the 15 digits that a spreadsheet keeps; the rest is noise of binary fractions. */
function tidy(value: number): number {
  // Rounding a whole number costs more than reading its cell, and changes nothing.
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value : Number(value.toPrecision(15));
}

function isDay(serial: number): boolean {
  return serial >= 0 && serial < MAX_SERIAL;
}

function showDate(serial: number, hasTime: boolean): string | null {
  if (!isDay(serial)) return null;
  // Whole seconds: a fraction of a day seldom equals one exactly.
  const ms = Math.round((serial * DAY_MS) / 1_000) * 1_000;
  const iso = new Date(EPOCH_1900 + ms).toISOString();
  const time = iso.slice(11, iso.endsWith(":00.000Z") ? 16 : 19);
  return hasTime ? `${iso.slice(0, 10)} ${time}` : iso.slice(0, 10);
}
