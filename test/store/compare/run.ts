// bun test/store/compare/run.ts [--sequences N] [--moves N] [--seed N] [--shorten]: lets the same happen at random to
// SQLite and to PostgreSQL and compares all that comes of it; ends with 1 and the sequence found
// when they differ, the shortest with --shorten. On the server that TEST_DATABASE_URL names, else on one of its own.
import { parseArgs } from "node:util";
import { compareDatabases } from "./compare.ts";

const { values } = parseArgs({
  options: {
    sequences: { type: "string", default: "200" },
    moves: { type: "string", default: "320" },
    shorten: { type: "boolean", default: false },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const compared = await compareDatabases({
  sequences: Number(values.sequences),
  moves: Number(values.moves),
  seed: Number(values.seed),
  isShortened: values.shorten,
});
const { sequences, steps, copies, ties, difference, seed } = compared;
process.stdout.write(
  `${sequences} sequences, ${steps} steps, ${copies} copies, ${ties} ties, seed ${seed}: ${
    difference === null ? "no difference" : `a difference after\n${difference}`
  }\n`,
);
const ends = [...compared.ends].map(([end, times]) => `${end} ${times}\n`);
process.stdout.write(ends.toSorted((a, b) => a.localeCompare(b)).join(""));
process.exit(difference === null ? 0 : 1);
