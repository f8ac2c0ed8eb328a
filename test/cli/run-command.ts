import { join } from "node:path";
import type { Environment } from "../../src/config.ts";
import { waitFor } from "../wait-for.ts";

const program = join(import.meta.dir, "../../src/main.ts");

/** The command line that starts the program from its source. */
export const PROGRAM = [process.execPath, "--no-env-file", program];

interface Ended {
  readonly said: string;
  readonly complained: string;
  readonly code: number;
}

/** Runs a command as a script does: in a folder, with these settings alone, without a terminal. */
export async function runCommand(
  args: readonly string[],
  { cwd, settings = {} }: { readonly cwd: string; readonly settings?: Environment },
): Promise<Ended> {
  const child = Bun.spawn({
    cmd: [...PROGRAM, ...args],
    cwd,
    env: { ...settings, PATH: process.env["PATH"] },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const ended = Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  const [said, complained, code] = await waitFor(`${args.join(" ")} to end`, ended);
  return { said, complained, code };
}
