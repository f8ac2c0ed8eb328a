import { adminStatements } from "./create-admin-store.ts";
import { storeStatements } from "./create-store.ts";
import type { Statement } from "./statement.ts";

/** Returns every statement of the program, for a check before the first message. */
export function allStatements(): readonly Statement[] {
  return [...new Set([...storeStatements(), ...adminStatements()])];
}
