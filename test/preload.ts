import * as fc from "fast-check";
import { rounds } from "./depth.ts";

// Every property that names no number of its own.
fc.configureGlobal({ numRuns: rounds(100, 10_000) });
