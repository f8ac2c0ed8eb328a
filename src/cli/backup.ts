import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Totals } from "../store/desk.ts";
import { restoreDatabase } from "../store/sqlite/backup.ts";
import { counted, formatBytes } from "./format-figures.ts";
import { databasePath, withDesk } from "./with-desk.ts";
import { say, styled } from "./write-out.ts";

/** Copies the database to a new file, consistent also while the server writes. Throws `ConfigError`. */
export function backUp(file: string): void {
  const target = resolve(file);
  sayBeforeLongWork(`Copying to ${target} …`);
  const held = withDesk((desk) => desk.backUp(target));
  say(`${target}: ${formatBytes(statSync(target).size)}, ${describe(held)}; read again, whole.`);
  say(styled("dim", "It holds everything that people wrote: keep it where only you can read it."));
}

/** Puts a backup in the place of the database. Throws `TransientError` while a server works on it. */
export function restore(file: string): void {
  const source = resolve(file);
  const path = databasePath();
  sayBeforeLongWork(`Checking ${source} and putting it in place …`);
  const restored = restoreDatabase(source, path, Date.now());
  say(`${path} is now what ${source} was: ${describe(restored)}.`);
  if (restored.keptAt !== null) say(`What stood there before is kept: ${restored.keptAt}`);
  if (restored.open > 0) {
    say(
      styled(
        "yellow",
        `${counted(restored.open, "message")} had no answer yet when the backup was made: the next start answers, also what was answered since.`,
      ),
    );
  }
}

function describe({ people, messages }: Totals): string {
  return `${counted(messages, "message")} of ${counted(people, "person", "people")}`;
}

// On a terminal only: what a script reads is the result.
function sayBeforeLongWork(what: string): void {
  if (process.stdout.isTTY) say(styled("dim", what));
}
