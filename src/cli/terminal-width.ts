import { isatty } from "node:tty";

const STDOUT = 1;
/** With less room beside its head, a text is easier to read below it. */
const LEAST_BESIDE = 30;
const INDENT_BELOW = 4;

/**
 * Returns the width of the terminal in columns; null if standard output is none: a script needs
 * whole lines.
 */
export function terminalWidth(): number | null {
  return isatty(STDOUT) ? process.stdout.columns || null : null;
}

/** Returns a text after its head, with further lines indented below the first one's beginning. */
export function hanging(head: string, text: string, width = terminalWidth()): string {
  if (width === null) return head + text;
  const indent = Bun.stringWidth(head);
  if (width - indent >= LEAST_BESIDE) return head + wrapped(text, width, indent);
  const above = head.trimEnd();
  const below = " ".repeat(INDENT_BELOW) + wrapped(text, width, INDENT_BELOW);
  return Bun.stringWidth(above) === 0 ? below : `${above}\n${below}`;
}

/** Returns lines that fit the terminal, each further one below the beginning of its first. */
export function fitted(text: string): string {
  const fit = (line: string) => {
    const words = line.trimStart();
    return hanging(line.slice(0, line.length - words.length), words);
  };
  return text.split("\n").map(fit).join("\n");
}

function wrapped(text: string, width: number, indent: number): string {
  // An unwrapped line keeps its leading spaces.
  if (Bun.stringWidth(text) <= width - indent) return text;
  const lines = Bun.wrapAnsi(text, Math.max(1, width - indent), { hard: true });
  return lines.replaceAll("\n", `\n${" ".repeat(indent)}`);
}
