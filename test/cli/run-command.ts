import { join } from "node:path";
import type { Environment } from "../../src/config.ts";
import { type Outcome, outcomeOf } from "../outcome-of.ts";

const program = join(import.meta.dir, "../../src/main.ts");

/** The command line that starts the program from its source. */
export const PROGRAM = [process.execPath, "--no-env-file", program];

/** Runs a command as a script does: in a folder, with these settings alone, without a terminal. */
export async function runCommand(
  args: readonly string[],
  { cwd, settings = {} }: { readonly cwd: string; readonly settings?: Environment },
): Promise<Outcome> {
  const child = Bun.spawn({
    cmd: [...PROGRAM, ...args],
    cwd,
    env: { ...settings, PATH: process.env["PATH"] },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  return outcomeOf(child, args.join(" "));
}
