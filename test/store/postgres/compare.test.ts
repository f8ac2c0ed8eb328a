import { expect, test } from "bun:test";
import { rounds } from "../../depth.ts";
import { compareDatabases } from "../compare/compare.ts";

const SEED = 20_261_122;

test("whatever happens in whatever order, SQLite and PostgreSQL say and store the same", async () => {
  const compared = await compareDatabases({
    sequences: rounds(40, 2_000),
    moves: 160,
    seed: SEED,
    isShortened: false,
  });
  expect(compared.difference).toBeNull();
  expect(compared.steps).toBeGreaterThan(1_000);
  expect(compared.copies).toBeGreaterThan(0);
  // Where either may choose, nothing is compared.
  expect(compared.ties).toBeLessThan(compared.sequences / 10);
}, 600_000);
