import { Database } from "bun:sqlite";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Tool } from "../../src/answer/tools/tool.ts";

/** The file in the folder of the bot that has a line for each call. */
export const NOTES_FILE = "notes.txt";

/** Does something that cannot be taken back: writes a line into a file of the folder that it runs in. */
export const noteTool: Tool = {
  definition: {
    name: "note",
    description: "Notes a text.",
    parameters: { type: "object", properties: { text: { type: "string" } } },
  },
  run: async ({ text }) => {
    appendFileSync(NOTES_FILE, `${String(text)}\n`);
    return "It is noted.";
  },
};

/** The texts that were noted in a folder, in their order. */
export function readNotes(folder: string): string[] {
  const path = join(folder, NOTES_FILE);
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];
}

/** The stored row of a call, by the text that was to be recorded. */
export interface StoredCall {
  readonly text: string;
  readonly state: string;
}

export function readCalls(databasePath: string): StoredCall[] {
  using database = new Database(databasePath, { readonly: true });
  return database
    .query<StoredCall, []>("SELECT arguments ->> 'text' AS text, state FROM tool_calls")
    .all();
}

/** The number of reminders that are still to be sent. */
export function countReminders(databasePath: string): number {
  using database = new Database(databasePath, { readonly: true });
  return (
    database.query<{ total: number }, []>("SELECT count(*) AS total FROM reminders").get()?.total ??
    0
  );
}
