import { stripVTControlCharacters } from "node:util";
import type { Environment } from "../../src/config.ts";
import { waitFor, waitUntil } from "../wait-for.ts";

const DEADLINE_MS = 60_000;

export interface TestTerminal {
  /** Waits for words that were not there when it was last asked. */
  see(words: string | RegExp): Promise<void>;
  type(keys: string): void;
  /** Returns all output so far, without colours and movements. */
  printed(): string;
  exited(): Promise<number>;
  stop(): void;
}

export const ENTER = "\r";
export const DOWN = "\u001b[B";
export const CTRL_C = "\u0003";

/** Starts a program in its own terminal, as a user runs it. */
export function openTerminal(
  cmd: string[],
  options: { readonly cwd: string; readonly env: Environment; readonly columns?: number },
): TestTerminal {
  const decoder = new TextDecoder();
  let raw = "";
  let seen = 0;
  const child = Bun.spawn({
    cmd,
    cwd: options.cwd,
    env: { ...options.env, TERM: "xterm-256color" },
    terminal: {
      cols: options.columns ?? 80,
      rows: 50,
      data: (_terminal, data) => {
        raw += decoder.decode(data, { stream: true });
      },
    },
  });
  const printed = () => stripVTControlCharacters(raw);
  return {
    printed,
    see: (words) =>
      waitUntil(
        `the terminal to show ${words}`,
        () => {
          const text = printed();
          const rest = text.slice(seen);
          const pattern = typeof words === "string" ? new RegExp(RegExp.escape(words)) : words;
          const found = pattern.exec(rest);
          if (found !== null) seen += found.index + found[0].length;
          return found !== null;
        },
        { found: () => printed().slice(-2_000), deadlineMs: DEADLINE_MS },
      ),
    type: (keys) => void child.terminal?.write(keys),
    exited: () => waitFor("the program to end", child.exited, { deadlineMs: DEADLINE_MS }),
    stop: () => child.kill(),
  };
}
