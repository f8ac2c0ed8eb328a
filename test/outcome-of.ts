import type { Subprocess } from "bun";
import { waitFor } from "./wait-for.ts";

export interface Outcome {
  readonly said: string;
  readonly complained: string;
  readonly code: number;
}

/** Returns what a child has written to both of its outputs, and its exit code, once it has ended. */
export async function outcomeOf(
  child: Subprocess<"ignore" | "inherit", "pipe", "pipe">,
  name: string,
  options?: Parameters<typeof waitFor>[2],
): Promise<Outcome> {
  const ended = Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  const [said, complained, code] = await waitFor(`${name} to end`, ended, options);
  return { said, complained, code };
}
