#!/usr/bin/env bun
import { form } from "./core/version.ts";
import { DOCUMENT_COMMAND } from "./media/documents/child-order.ts";

// Whatever this program writes holds what people wrote: it is for its own user alone.
process.umask(0o077);

/** What still runs after this is worth compiling. */
const START_MS = 1_000;

try {
  await run();
  process.exit();
} catch (error) {
  const { exitCodeFor, explainFailure } = await import("./cli/exit.ts");
  process.stderr.write(explainFailure(error));
  process.exit(exitCodeFor(error));
}

async function run(): Promise<void> {
  // The program is its own child when it reads a document, and then loads nothing else.
  if (form !== "source" && process.argv[2] === DOCUMENT_COMMAND) {
    compileEagerly();
    const { runDocumentChild } = await import("./media/documents/child.ts");
    await runDocumentChild();
    return;
  }
  setTimeout(compileEagerly, START_MS).unref();
  // The server alone is waited for, after a crash or an update: it goes without the commands' parser.
  const [command = "serve", ...more] = process.argv.slice(2);
  if (command === "serve" && more.length === 0) {
    const { serve } = await import("./cli/serve.ts");
    await serve();
    return;
  }
  const { runProgram } = await import("./cli/program.ts");
  await runProgram(process.argv.slice(2));
}

// The executable begins with a compiler that holds back (.ci/build.ts).
function compileEagerly(): void {
  Bun.unsafe.setJITPolicy(1);
}
