import { writeSync } from "node:fs";
import { styleText } from "node:util";
import { TransientError } from "../core/errors.ts";
import { codeOf } from "../core/local-shortage.ts";
import { escapeControls } from "../log/record.ts";

const STDOUT = 1;
const PAUSE_MS = 5;

// Synchronous, so that the last lines before an exit are not lost, as process.stdout loses them on
// a pipe.
/**
 * Writes all of a command's output to standard output, and waits for its reader: a pager may read
 * the rest an hour later. Returns false if the reader is gone. A server's log goes through
 * `createLineWriter`.
 */
export function writeOut(text: string): boolean {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(STDOUT, bytes, written);
    } catch (error) {
      // A pipe is non-blocking if another process that shares it made it so.
      const isFull = error instanceof Error && "code" in error && error.code === "EAGAIN";
      if (isFullDisk(error)) {
        throw new TransientError("The disk is full: not all of the output could be written.", {
          cause: error,
        });
      }
      if (!isFull) return false;
      Bun.sleepSync(PAUSE_MS);
    }
  }
  return true;
}

function isFullDisk(error: unknown): boolean {
  return /^(ENOSPC|EDQUOT)$/.test(codeOf(error) ?? "");
}

/** Prints one line. */
export function say(line = ""): void {
  writeOut(`${line}\n`);
}

/**
 * Prints one JSON document for a script. It is the same on a terminal and in a pipe: characters
 * that a terminal would act on are escaped, which every JSON parser reverses. Times are ISO 8601.
 */
export function sayJson(value: unknown): void {
  const lines = JSON.stringify(value, timesAsIso, 2).split("\n");
  writeOut(`${lines.map(escapeControls).join("\n")}\n`);
}

/** Returns the same document on one line. */
export function jsonLine(value: unknown): string {
  return `${escapeControls(JSON.stringify(value, timesAsIso))}\n`;
}

/** Recognises times by name: `at`, or a name that ends with it. */
function timesAsIso(name: string, value: unknown): unknown {
  const isTime = typeof value === "number" && /(^at|At)$/.test(name);
  return isTime ? new Date(value).toISOString() : value;
}

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Returns the text in a style if the terminal shows it; NO_COLOR is honoured. */
export function styled(style: Style, text: string): string {
  return Bun.enableANSIColors ? styleText(style, text, { validateStream: false }) : text;
}

/** Returns rows as lines, in columns as wide as their widest cell. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, Bun.stringWidth(cell))));
  }
  return rows.map((row) =>
    row
      .map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - Bun.stringWidth(cell)))
      .join("  ")
      .trimEnd(),
  );
}

/** Prints rows as a table below its head. */
export function sayTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const [first = "", ...lines] = columns([head, ...rows]);
  say(styled("bold", first));
  for (const line of lines) say(line);
}

/** Makes a foreign text safe for a terminal: it cannot move the cursor or change a colour. */
export function harmless(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (c) =>
    c === "\n" || c === "\u200d" ? c : "\ufffd",
  );
}
