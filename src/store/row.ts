import type { Tables } from "./tables.ts";

export type Row<Name extends keyof Tables> = Readonly<Tables[Name]["$inferSelect"]>;
