import { writeSync } from "node:fs";
import { styleText } from "node:util";
import { TransientError } from "../core/errors.ts";
import { codeOf } from "../core/local-shortage.ts";
import { escapeControls } from "../log/record.ts";

const STDOUT = 1;
const PAUSE_MS = 5;

// Synchronous, so that the last words before an exit are not lost, which process.stdout loses on a pipe.
/**
 * Writes all of a command's answer to standard output, and waits for its reader as long as it is
 * there: a pager may read the rest in an hour. A server's log goes through `createLineWriter`.
 */
export function writeOut(text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(STDOUT, bytes, written);
    } catch (error) {
      // A pipe does not block if another process that shares it has set it so.
      const isFull = error instanceof Error && "code" in error && error.code === "EAGAIN";
      if (isFullDisk(error)) {
        throw new TransientError("The disk is full: not all of the output could be written.", {
          cause: error,
        });
      }
      if (!isFull) return;
      Bun.sleepSync(PAUSE_MS);
    }
  }
}

function isFullDisk(error: unknown): boolean {
  return /^(ENOSPC|EDQUOT)$/.test(codeOf(error) ?? "");
}

/** One line for a person. */
export function say(line = ""): void {
  writeOut(`${line}\n`);
}

/**
 * Writes one JSON document for a script. It says the same whether a terminal reads it or a pipe: what
 * a terminal could act on stands in it as an escape, which every JSON parser takes back. Times are
 * ISO 8601.
 */
export function sayJson(value: unknown): void {
  const lines = JSON.stringify(value, timesAsIso, 2).split("\n");
  writeOut(`${lines.map(escapeControls).join("\n")}\n`);
}

/** By their names: fields of moments are `at` or end with it. */
function timesAsIso(name: string, value: unknown): unknown {
  const isTime = typeof value === "number" && /(^at|At)$/.test(name);
  return isTime ? new Date(value).toISOString() : value;
}

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** The text in a style, on a terminal that shows it; NO_COLOR is honoured. */
export function styled(style: Style, text: string): string {
  return Bun.enableANSIColors ? styleText(style, text, { validateStream: false }) : text;
}

/** Rows as lines, in columns as wide as what stands in them. */
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

/** What others wrote, fit for a terminal: nothing in it moves the cursor or changes a colour. */
export function harmless(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (c) =>
    c === "\n" || c === "\u200d" ? c : "\ufffd",
  );
}
