import { defineTables } from "../tables.ts";
import { kit } from "./kit.ts";

export const tables = defineTables(kit);
