import { atLeast, atMost, type Figure, type Goal, median } from "./figures.ts";

/** The results of one round, by name; per answer unless it is a rate or a wait. */
export type Round = Readonly<Record<string, number>>;

const UNITS: Readonly<Record<string, string>> = {
  "processor time": "ms",
  "acknowledged, p50": "ms",
  "acknowledged, p99": "ms",
  "written to disk": "KiB",
  "handed to the system": "KiB",
  "answers at once": "/s",
};

const GOALS: Readonly<Record<string, Goal>> = {
  "SQLite: processor time": atMost(6),
  "SQLite: acknowledged, p50": atMost(2.5),
  "SQLite: acknowledged, p99": atMost(8),
  "SQLite: written to disk": atMost(100),
  "SQLite: fsyncs": atMost(5),
  "SQLite: answers at once": atLeast(280),
  "PostgreSQL: processor time": atMost(5),
  "PostgreSQL: statements": atMost(30),
  "PostgreSQL: answers at once": atLeast(180),
};

/** The rounds of one program, or of two that took turns: the second is what the first is held against. */
export function wholeFigures(database: string, [ours = [], theirs]: readonly Round[][]): Figure[] {
  // A database in a file runs no statements elsewhere, and another writes elsewhere.
  const names = Object.keys(ours[0] ?? {}).filter((name) => ours.some((round) => round[name]));
  return names.map((name) => {
    const of = (rounds: readonly Round[]) => rounds.map((round) => round[name] ?? Number.NaN);
    const figure: Figure = {
      id: `whole.${database.toLowerCase()}.${name}`,
      what: `${database}, all that an answer takes: ${name}`,
      value: median(of(ours)),
      unit: UNITS[name] ?? "",
    };
    const goal = GOALS[`${database}: ${name}`];
    if (goal !== undefined) Object.assign(figure, { goal });
    if (theirs === undefined) return figure;
    const ratios = of(ours).map((value, round) => value / (of(theirs)[round] ?? Number.NaN));
    const against = { what: "the other program", value: median(of(theirs)) };
    return Object.assign(figure, { against, ratio: median(ratios) });
  });
}
