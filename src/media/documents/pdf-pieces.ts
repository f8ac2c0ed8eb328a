import type { Piece } from "./page-lines.ts";

/** A text as pdf.js returns it. */
export interface DrawnText {
  readonly str: string;
  readonly dir: string;
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
}

type Matrix = readonly number[];

interface Placed {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** The direction of writing, in radians. */
  readonly angle: number;
  readonly length: number;
  readonly size: number;
  readonly isRightToLeft: boolean;
  readonly hasSpace: boolean;
}

/** Texts whose directions differ by less than this are read together; a scan may be skewed. */
const ANGLE_STEP = Math.PI / 12;

/**
 * Returns a page's texts as pieces to lay out, one list for each writing direction, the one with
 * the most text first; `view` rotates the page as it is shown.
 */
export function toPieces(texts: readonly DrawnText[], view: Matrix): Piece[][] {
  const directions = Map.groupBy(placeTexts(texts, view), ({ angle }) => {
    const steps = Math.round(angle / ANGLE_STEP);
    return (steps + 24) % 24;
  });
  return [...directions.values()]
    .sort((one, other) => lengthOf(other) - lengthOf(one))
    .map((placed) => straighten(placed));
}

function placeTexts(texts: readonly DrawnText[], view: Matrix): Placed[] {
  const placed: Placed[] = [];
  let hasSpace = false;
  for (const { str, dir, transform, width, height } of texts) {
    if (str.trim() === "") {
      hasSpace ||= str !== "";
      continue;
    }
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = multiply(view, transform);
    const isVertical = dir === "ttb";
    const size = Math.hypot(c, d) || Math.hypot(a, b) || 1;
    placed.push({
      text: str,
      x: e,
      y: f,
      angle: isVertical ? Math.atan2(a, -b) : Math.atan2(b, a),
      length: isVertical ? height : width,
      size,
      isRightToLeft: dir === "rtl",
      hasSpace,
    });
    hasSpace = /\s$/.test(str);
  }
  return placed;
}

function multiply(one: Matrix, other: Matrix): number[] {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = one;
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = other;
  return [
    a * g + c * h,
    b * g + d * h,
    a * i + c * j,
    b * i + d * j,
    a * k + c * l + e,
    b * k + d * l + f,
  ];
}

function lengthOf(placed: readonly Placed[]): number {
  return placed.reduce((sum, { text }) => sum + text.length, 0);
}

/** Rotates texts of one direction so that they run from left to right and down. */
function straighten(placed: readonly Placed[]): Piece[] {
  const sum = (part: (angle: number) => number) =>
    placed.reduce((all, { angle, text }) => all + part(angle) * text.length, 0);
  const mean = Math.atan2(sum(Math.sin), sum(Math.cos));
  const [cos, sin] = [Math.cos(mean), Math.sin(mean)];
  return placed.map(({ text, x, y, length, size, isRightToLeft, hasSpace }) => {
    const left = x * cos + y * sin;
    return {
      text,
      left,
      right: left + length,
      y: y * cos - x * sin,
      size,
      isRightToLeft,
      hasSpace,
    };
  });
}
