/** One thing that was measured. */
export interface Figure {
  /** Stands for it from run to run. */
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The value that it is compared with, measured in the same run. */
  readonly against?: { readonly what: string; readonly value: number };
  /** Our value by theirs: the median of rounds that took turns, where there were rounds. */
  readonly ratio?: number;
  readonly goal?: Goal;
}

export interface Goal {
  readonly of: "value" | "ratio";
  readonly limit: number;
  readonly isLeast: boolean;
}

/** A series of values, such as memory over messages. */
export interface Series {
  readonly id: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export const atMost = (limit: number, of: Goal["of"] = "value"): Goal => ({
  of,
  limit,
  isLeast: false,
});
export const atLeast = (limit: number, of: Goal["of"] = "value"): Goal => ({
  of,
  limit,
  isLeast: true,
});

/** Returns the used share of a figure's limit: up to 1 its goal is met. Null without a goal. */
export function useOfLimit({ value, ratio, goal }: Figure): number | null {
  if (goal === undefined) return null;
  const measured = goal.of === "ratio" ? (ratio ?? Number.NaN) : value;
  return goal.isLeast ? goal.limit / measured : measured / goal.limit;
}

export function shownGoal({ goal, unit }: Figure): string {
  if (goal === undefined) return "";
  const bound = goal.isLeast ? "≥" : "≤";
  return `${bound} ${goal.of === "ratio" ? `${shownNumber(goal.limit)} ×` : `${shownNumber(goal.limit)} ${unit}`}`;
}

/** The value, and what it is held against. */
export function shownMeasured({ value, unit, against, ratio }: Figure): string {
  const shown = `${shownNumber(value)} ${unit}`.trim();
  if (against === undefined || ratio === undefined) return shown;
  return `${shown}, ${ratio.toFixed(2)} × ${against.what} (${shownNumber(against.value)} ${unit})`;
}

/** Three digits that say something. */
export function shownNumber(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}

/** The value below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
