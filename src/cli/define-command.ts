import type { Command } from "commander";
import { EX_NO } from "./exit.ts";
import { readUserRef, WHO } from "./read-user-ref.ts";

/** The option of commands whose output a script may read. */
export interface Json {
  readonly json?: boolean;
}

/** Adds a command about one user to a group of commands. */
export function aboutUser(group: Command, name: string, description: string): Command {
  return group.command(name).description(description).argument("<who>", WHO, readUserRef);
}

/** Returns the action of a command. A result of false is no failure: the exit code alone reports it. */
export const run =
  <Given extends unknown[]>(work: (...given: Given) => unknown) =>
  async (...given: Given): Promise<void> => {
    if ((await work(...given)) === false) process.exitCode = EX_NO;
  };
