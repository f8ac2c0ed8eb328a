import { expect, test } from "bun:test";
import { rounds } from "../../depth.ts";
import { compareDatabases } from "../compare/compare.ts";

const SEED = 20_261_122;
/** The outcomes that must occur for the comparison to be meaningful. */
const ENDS = [
  "receive: queued",
  "receive: discarded",
  "receive: duplicate",
  "receive: busy",
  "next: answer",
  "next: send",
  "next: look-up",
  "record: true",
  "begin: begun",
  "tools-begin: true",
  "tools-begin: false",
  "tools-end: true",
  "tools-end: false",
  "continue: a number",
  "postpone: true",
  "deadLetter: true",
  "revive: true",
  "understand: true",
  "accepted: true",
  "refused: true",
  "unknown: true",
  "take: some",
  "hasten: true",
  "forget: true",
  "new: true",
  "delete: a number",
  "admin: true",
  "admin: send-again",
  "remind-send: some",
  "remind-wait: some",
];

test("whatever happens in whatever order, SQLite and PostgreSQL say and store the same", async () => {
  const compared = await compareDatabases({
    sequences: rounds(40, 2_000),
    moves: 400,
    seed: SEED,
    isShortened: false,
  });
  expect(compared.difference).toBeNull();
  expect(compared.steps).toBeGreaterThan(1_000);
  expect(ENDS.filter((end) => !compared.ends.has(end))).toEqual([]);
  expect(compared.copies).toBeGreaterThan(0);
  // Where either may choose, nothing is compared.
  expect(compared.ties).toBeLessThan(compared.sequences / 10);
}, 600_000);
