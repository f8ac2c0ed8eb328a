import { log } from "@clack/prompts";
import { hanging, terminalWidth } from "../terminal-width.ts";

const BAR = "│  ";

/** Prints a message of setup; long texts are wrapped beside the bar of the dialogue. */
export const speak = {
  step: (text: string) => log.step(folded(text)),
  success: (text: string) => log.success(folded(text)),
  info: (text: string) => log.info(folded(text)),
  warn: (text: string) => log.warn(folded(text)),
  error: (text: string) => log.error(folded(text)),
};

/** Returns a text for the end of a spinner, which draws the bar on its first line only. */
export function spinnerEnd(text: string): string {
  return folded(text).replaceAll("\n", `\n${BAR}`);
}

function folded(text: string): string {
  const width = terminalWidth();
  if (width === null) return text;
  const lines = text.split("\n").map((line) => hanging("", line, width - BAR.length));
  return lines.join("\n");
}
