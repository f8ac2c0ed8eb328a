import { format, getFormatDateInfo, getFormatFromId } from "numfmt";
import { attribute, type XmlHandler } from "./read-xml.ts";

const DAY_MS = 86_400_000;
/** Day 0 of a serial date; day 60 is the 29th of February 1900, which never was: ISO dates begin after it. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
/** What a date counted from 1904 lacks to the other count. */
const DAYS_TO_1904 = 1_462;
/** Days up to the end of the year 9999. */
const MAX_SERIAL = 2_958_466;
/** Excel's own limit for a format code. */
const MAX_CODE_LENGTH = 255;

/** How a cell shows its number: as it is stored, as a date of ISO 8601, or by a format's code. */
export type CellFormat =
  | { readonly kind: "plain" }
  | { readonly kind: "date"; readonly hasTime: boolean }
  /** Months, weekdays, times and durations; `isDate` for what depends on the count of days. */
  | { readonly kind: "part"; readonly code: string; readonly isDate: boolean }
  | { readonly kind: "percent"; readonly digits: number }
  | { readonly kind: "number"; readonly code: string };

const PLAIN: CellFormat = { kind: "plain" };
const DATE: CellFormat = { kind: "date", hasTime: false };

/** Formats that a program knows by number alone, in its user's language, from ECMA-376. */
function builtInFormat(id: number): CellFormat {
  const isDate = id === 14 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  if (isDate) return DATE;
  const code = getFormatFromId(id);
  return code === null ? PLAIN : parseFormat(code);
}

/** What a cell's format code shows, such as `dd/mm/yyyy hh:mm` or `#,##0.00 "kg"`. */
export function parseFormat(whole: string): CellFormat {
  const code = whole.slice(0, MAX_CODE_LENGTH);
  if (code === "" || code === "@" || /^general$/i.test(code)) return PLAIN;
  const percent = /^0(?:\.(0+))?%$/.exec(code);
  // At least two decimals: a quota is seldom as round as it is shown.
  if (percent !== null) return { kind: "percent", digits: Math.max(2, percent[1]?.length ?? 0) };
  const { year, month, day, hours, minutes, seconds } = dateInfo(code);
  const hasTime = hours || minutes || seconds;
  if (day && month) return { kind: "date", hasTime };
  if (year || month || day) {
    // A year of two digits behind a month looks like a day.
    return { kind: "part", code: code.replace(/(?<!y)yy(?!y)/gi, "yyyy"), isDate: true };
  }
  if (hasTime) return { kind: "part", code, isDate: false };
  // The language in `[$€-407]` would change what parts thousands and decimals, as no program does.
  return { kind: "number", code: code.replace(/\[\$([^\]-]*)-[^\]]*\]/g, "[$$$1]") };
}

function dateInfo(code: string) {
  try {
    return getFormatDateInfo(code);
  } catch {
    return { year: false, month: false, day: false, hours: false, minutes: false, seconds: false };
  }
}

/** Collects from a workbook's styles the format of each cell style, into `formats` in their order. */
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

/** A stored number as its sheet shows it, but for dates, which are in ISO 8601. */
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

/** Null for a code, or a number, that cannot be shown so. */
function formatBy(code: string, value: number): string | null {
  try {
    const text = format(code, value).replace(/\s+/g, " ").trim();
    return text.startsWith("####") ? null : text;
  } catch {
    return null;
  }
}

/** Where a sheet tells a debt by its colour alone, its sign must tell it. */
function keepSign(text: string, value: number): string {
  const isShown = value >= 0 || /[-−(]/.test(text) || !/[1-9]/.test(text);
  return isShown ? text : `-${text}`;
}

/** 15 digits are all that a spreadsheet keeps; the rest is noise of binary fractions. */
function tidy(value: number): number {
  // To round a whole number costs more than to read its cell, and changes nothing.
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value : Number(value.toPrecision(15));
}

function isDay(serial: number): boolean {
  return serial >= 0 && serial < MAX_SERIAL;
}

function showDate(serial: number, hasTime: boolean): string | null {
  if (!isDay(serial)) return null;
  // Whole seconds: the fraction of a day seldom hits one exactly.
  const ms = Math.round((serial * DAY_MS) / 1_000) * 1_000;
  const iso = new Date(EPOCH_1900 + ms).toISOString();
  const time = iso.slice(11, iso.endsWith(":00.000Z") ? 16 : 19);
  return hasTime ? `${iso.slice(0, 10)} ${time}` : iso.slice(0, 10);
}
