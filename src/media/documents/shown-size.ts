import { attribute, type Attributes } from "./read-xml.ts";

/** In points, of which an inch has 72, as the page shows it. */
export interface ShownSize {
  readonly width: number;
  readonly height: number;
}

const EMU_PER_POINT = 12_700;
const POINTS: Readonly<Record<string, number>> = {
  pt: 1,
  in: 72,
  cm: 72 / 2.54,
  mm: 72 / 25.4,
  px: 0.75,
  pc: 12,
};

/** The size that Office writes as `cx` and `cy`; null where there is none. */
export function officeSize(attributes: Attributes): ShownSize | null {
  return sizeOf(
    Number(attribute(attributes, "cx")) / EMU_PER_POINT,
    Number(attribute(attributes, "cy")) / EMU_PER_POINT,
  );
}

/** The size of two lengths such as `12.5cm`, or of pixels without a unit; null where there is none. */
export function sizeOfLengths(width = "", height = ""): ShownSize | null {
  return sizeOf(toPoints(width), toPoints(height));
}

function toPoints(length: string): number {
  const [, number, unit = "px"] = /^\s{0,9}([\d.]{1,12})([a-z]{2})?\s{0,9}$/.exec(length) ?? [];
  return Number(number) * (POINTS[unit] ?? Number.NaN);
}

function sizeOf(width: number, height: number): ShownSize | null {
  return width > 0 && height > 0 ? { width, height } : null;
}
