import type { Clock, Facts, Logger } from "../../../src/core/ports.ts";

export const ACCOUNT_SID = "AC00112233445566778899aabbccddeeff";
export const AUTH_TOKEN = "a-token-of-the-tests";
export const NUMBER = "whatsapp:+14155238886";
export const ADA = "whatsapp:+4915112345678";
export const SID = "SM00112233445566778899aabbccddeeff";

export const realClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A logger that keeps its lines, and all of them as one text to search for what must not be there. */
export function createLogBook(): Logger & { lines: string[] } {
  const lines: string[] = [];
  const write = (event: string, facts?: Facts) => void lines.push(JSON.stringify({ event, facts }));
  return { lines, debug: write, info: write, warn: write, error: write };
}
