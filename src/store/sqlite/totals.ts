import type { Database } from "bun:sqlite";
import { COUNT_TOTALS, NO_TOTALS, type Totals } from "../totals.ts";

export function totals(database: Database): Totals {
  return database.query<Totals, []>(COUNT_TOTALS).get() ?? NO_TOTALS;
}
