import { setDefaultTimeout } from "bun:test";
import * as fc from "fast-check";
import { isDeep, rounds } from "./depth.ts";

// Every property that names no number of its own.
fc.configureGlobal({ numRuns: rounds(100, 10_000) });
if (isDeep) setDefaultTimeout(30 * 60_000);
