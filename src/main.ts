#!/usr/bin/env bun
import { buildProgram } from "./cli/program.ts";
import { exitCodeFor, explainFailure } from "./cli/exit.ts";

try {
  await buildProgram().parseAsync();
  process.exit();
} catch (error) {
  process.stderr.write(explainFailure(error));
  process.exit(exitCodeFor(error));
}
