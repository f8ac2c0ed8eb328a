import { attribute, type XmlHandler } from "./read-xml.ts";

const DAY_MS = 86_400_000;
/** Day 0 of a serial date; day 60 is the 29th of February 1900, which never was: ISO dates begin after it. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** Days up to the end of the year 9999. */
const MAX_SERIAL = 2_958_466;

/** Excel's own limit for a format code. */
const MAX_CODE_LENGTH = 255;

export interface CellFormat {
  readonly hasDate: boolean;
  readonly hasTime: boolean;
  readonly isPercent: boolean;
}

const PLAIN: CellFormat = { hasDate: false, hasTime: false, isPercent: false };

/** What a cell's format code shows, such as `dd/mm/yyyy hh:mm` or `0.00%`. */
function parseFormat(code: string): CellFormat {
  const bare = code
    .slice(0, MAX_CODE_LENGTH)
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "")
    .replace(/general/gi, "");
  const hasTime = /[hs]/i.test(bare);
  return {
    hasTime,
    hasDate: /[dy]/i.test(bare) || (/m/i.test(bare) && !hasTime),
    isPercent: bare.includes("%"),
  };
}

/** The formats that every spreadsheet has without naming them, by their numbers in ECMA-376. */
function builtInFormat(id: number): CellFormat {
  if (id === 9 || id === 10) return { ...PLAIN, isPercent: true };
  if (id === 22) return { ...PLAIN, hasDate: true, hasTime: true };
  const isTime = (id >= 18 && id <= 21) || (id >= 45 && id <= 47);
  if (isTime) return { ...PLAIN, hasTime: true };
  const isDate = (id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  return isDate ? { ...PLAIN, hasDate: true } : PLAIN;
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

/** A stored number as a person reads it: dates in ISO 8601, percents with their sign. */
export function showNumber(
  stored: string,
  format: CellFormat | undefined,
  is1904: boolean,
): string {
  const value = Number(stored);
  if (stored.trim() === "" || !Number.isFinite(value)) return stored;
  if (format?.hasDate === true || format?.hasTime === true) {
    return showDate(value, format, is1904) ?? stored;
  }
  return format?.isPercent === true ? `${tidy(value * 100)}%` : String(tidy(value));
}

/** 15 digits are all that a spreadsheet keeps; the rest is noise of binary fractions. */
function tidy(value: number): number {
  // To round a whole number costs more than to read its cell, and changes nothing.
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value : Number(value.toPrecision(15));
}

function showDate(serial: number, format: CellFormat, is1904: boolean): string | null {
  if (serial < 0 || serial >= MAX_SERIAL) return null;
  // Whole seconds: the fraction of a day seldom hits one exactly.
  const ms = Math.round((serial * DAY_MS) / 1_000) * 1_000;
  const iso = new Date((is1904 ? EPOCH_1904 : EPOCH_1900) + ms).toISOString();
  const time = iso.slice(11, iso.endsWith(":00.000Z") ? 16 : 19);
  if (!format.hasDate) return serial < 1 ? time : null;
  return format.hasTime ? `${iso.slice(0, 10)} ${time}` : iso.slice(0, 10);
}
