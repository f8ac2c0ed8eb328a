#!/usr/bin/env bun
import { exitCodeFor, explainFailure } from "./cli/exit.ts";
import { DOCUMENT_COMMAND } from "./media/read-document.ts";

// Whatever this program writes holds what people wrote: it is for its own user alone.
process.umask(0o077);

try {
  await run();
  process.exit();
} catch (error) {
  process.stderr.write(explainFailure(error));
  process.exit(exitCodeFor(error));
}

async function run(): Promise<void> {
  // The program is its own child when it reads a document, and then loads nothing else.
  if (Bun.isStandaloneExecutable && process.argv[2] === DOCUMENT_COMMAND) {
    const { runDocumentChild } = await import("./media/documents/child.ts");
    await runDocumentChild();
    return;
  }
  const { buildProgram } = await import("./cli/program.ts");
  await buildProgram().parseAsync();
}
