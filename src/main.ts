#!/usr/bin/env bun
import { form } from "./core/version.ts";
import { DOCUMENT_COMMAND } from "./media/documents/child-order.ts";

// Every file that this program writes may contain users' messages: only its own user can read it.
process.umask(0o077);

/** A command that runs for longer than this is worth compiling. */
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
  // To read a document, the program runs itself as a child, which loads nothing else.
  if (form !== "source" && process.argv[2] === DOCUMENT_COMMAND) {
    compileEagerly();
    const { runDocumentChild } = await import("./media/documents/child.ts");
    await runDocumentChild();
    return;
  }
  setTimeout(compileEagerly, START_MS).unref();
  // Without a command only the server runs, which users wait for after a crash or an update: it
  // does not load the commands' parser.
  const [command = "serve", ...more] = process.argv.slice(2);
  if (command === "serve" && more.length === 0) {
    const { serve } = await import("./cli/serve.ts");
    await serve();
    return;
  }
  const { runProgram } = await import("./cli/program.ts");
  await runProgram(process.argv.slice(2));
}

// The executable starts with a compiler that delays optimisation (.ci/build.ts).
function compileEagerly(): void {
  Bun.unsafe.setJITPolicy(1);
}
