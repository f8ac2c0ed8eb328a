#!/usr/bin/env bun
import { buildProgram } from "./cli/program.ts";
import { exitCodeFor, explainFailure } from "./cli/exit.ts";

// Whatever this program writes holds what people wrote: it is for its own user alone.
process.umask(0o077);

try {
  await buildProgram().parseAsync();
  process.exit(0);
} catch (error) {
  process.stderr.write(explainFailure(error));
  process.exit(exitCodeFor(error));
}
