import { SQL } from "bun";
import * as fc from "fast-check";
import { copyToPostgres } from "../../../src/store/copy/copy-to-postgres.ts";
import { openEmptyDatabase, openTestDatabase, type TestDatabase } from "../../postgres.ts";
import { openPostgres } from "../open-postgres.ts";
import { openSqlite } from "../open-sqlite.ts";
import { dumpDatabase, TABLES } from "./dump.ts";
import { loseLanes } from "./lanes.ts";
import { anyMove, make, type Move } from "./moves.ts";
import { createPair, Difference, type Pair, Tie } from "./pair.ts";

export interface Compared {
  readonly sequences: number;
  readonly steps: number;
  readonly copies: number;
  /** Sequences that came to a point where either database may choose, and ended there. */
  readonly ties: number;
  /** A sequence after which the two differ, and what they said; null when none was found. */
  readonly difference: string | null;
  readonly seed: number;
  /** The number of steps by kind and outcome. */
  readonly ends: ReadonlyMap<string, number>;
}

export interface CompareOptions {
  readonly sequences: number;
  readonly moves: number;
  readonly seed: number;
  /** True if a failing sequence is shortened, which takes a while. */
  readonly isShortened: boolean;
}

interface Sequence {
  readonly moves: readonly Move[];
  readonly isPulled: boolean;
  /** After so many moves what SQLite holds is copied to PostgreSQL, and both go on from there. */
  readonly copyAfter: number | null;
}

/** Lets the same happen to both databases, at random, and compares all that comes of it. */
export async function compareDatabases(options: CompareOptions): Promise<Compared> {
  const shared = await openTestDatabase();
  const admin = new SQL({ url: shared.url, max: 1 });
  const counted = { sequences: 0, steps: 0, copies: 0, ties: 0 };
  const ends = new Map<string, number>();
  let last = "";

  async function run(sequence: Sequence): Promise<void> {
    counted.sequences += 1;
    await admin.unsafe(`TRUNCATE ${TABLES.join(", ")} RESTART IDENTITY CASCADE`);
    const { isPulled } = sequence;
    const pair = await createPair(async (clock) => [
      await openSqlite(clock, isPulled),
      await openPostgres(clock, isPulled, { url: shared.url, drop: async () => {} }),
    ]);
    try {
      await play(pair, sequence);
      counted.steps += pair.trace.length;
      for (const [end, times] of pair.ends) ends.set(end, (ends.get(end) ?? 0) + times);
      await compareDumps(pair);
    } catch (reason) {
      if (reason instanceof Tie) {
        counted.ties += 1;
        return;
      }
      last = [
        ...pair.trace,
        reason instanceof Difference ? reason.message : Bun.inspect(reason),
      ].join("\n");
      throw reason;
    } finally {
      await pair.closeAdminStores();
      for (const { database } of pair.sides) await database.close();
    }
  }

  async function play(pair: Pair, { moves, copyAfter, isPulled }: Sequence): Promise<void> {
    for (const [index, move] of moves.entries()) {
      if (index === copyAfter) {
        counted.copies += 1;
        await copyOver(pair, isPulled);
      }
      await make(pair, move);
    }
  }

  try {
    const found = await fc.check(fc.asyncProperty(anySequence(options.moves), run), {
      numRuns: options.sequences,
      seed: options.seed,
      endOnFailure: !options.isShortened,
    });
    return { ...counted, ends, difference: found.failed ? last : null, seed: options.seed };
  } finally {
    await admin.close();
    await shared.drop();
  }
}

const anySequence = (length: number): fc.Arbitrary<Sequence> =>
  fc.record({
    moves: fc.array(anyMove, { minLength: length / 2, maxLength: length, size: "max" }),
    isPulled: fc.oneof(
      { weight: 4, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    copyAfter: fc.oneof(
      { weight: 5, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.nat({ max: Math.floor(length / 2) }) },
    ),
  });

async function copyOver(pair: Pair, isPulled: boolean): Promise<void> {
  // No process is left that holds a lane when one database takes the place of another.
  await loseLanes(pair);
  const [{ database: sqlite }, { database: postgres }] = pair.sides;
  await pair.closeAdminStores();
  await sqlite.store.close();
  await postgres.close();
  const target: TestDatabase = await openEmptyDatabase();
  await copyToPostgres({ path: sqlite.where, url: target.url }, () => {});
  pair.trace.push("copy to PostgreSQL");
  await pair.goOnWith([
    await openSqlite(pair.clock, isPulled, sqlite.where),
    await openPostgres(pair.clock, isPulled, target),
  ]);
}

async function compareDumps(pair: Pair): Promise<void> {
  const dumps = await Promise.all([
    dumpDatabase(pair.sides[0].database),
    dumpDatabase(pair.sides[1].database),
  ]);
  for (const table of TABLES) {
    const rows = dumps.map((dump) => dump[table] ?? []);
    for (let row = 0; row < Math.max(...rows.map(({ length }) => length)); row += 1) {
      const key = JSON.stringify(Object.values(rows[0]?.[row] ?? {}).slice(0, 2));
      await pair.both(`row ${key} of ${table}`, async (_side, index) => rows[index]?.[row] ?? null);
    }
  }
}
