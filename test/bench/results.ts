import { join } from "node:path";
import type { Figure, Series } from "./figures.ts";

/** Results from before and after the work that docs/performance.md describes. */
export type Moment = "before" | "after";

export interface Results {
  readonly figures: readonly Figure[];
  readonly series: readonly Series[];
}

const fileOf = (moment: Moment) => Bun.file(join(import.meta.dir, `results/${moment}.json`));

/** Returns the stored results; empty if there are none. */
export async function readResults(moment: Moment): Promise<Results> {
  const file = fileOf(moment);
  return (await file.exists()) ? await file.json() : { figures: [], series: [] };
}

/** Puts these results in the place of those of the same names. */
export async function keepResults(moment: Moment, fresh: Results): Promise<void> {
  const kept = await readResults(moment);
  const results: Results = {
    figures: merge(kept.figures, fresh.figures),
    series: merge(kept.series, fresh.series),
  };
  await Bun.write(fileOf(moment), `${JSON.stringify(results, null, 2)}\n`);
}

function merge<T extends { readonly id: string }>(kept: readonly T[], fresh: readonly T[]): T[] {
  const byId = new Map([...kept, ...fresh].map((one) => [one.id, one]));
  return [...byId.values()];
}
