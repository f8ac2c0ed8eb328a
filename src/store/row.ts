import type { Tables } from "./tables.ts";

/** A row of a table. */
export type Row<Name extends keyof Tables> = Tables[Name]["$inferSelect"];
