/* oxlint-disable import/no-unassigned-import -- loading the steps declares their statements. */
import "./admin-store.ts";
import "./store.ts";

export { statements as allStatements } from "./statement.ts";
