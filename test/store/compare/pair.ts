import type { Lane } from "../../../src/core/lane.ts";
import type { InboundMessage } from "../../../src/core/message.ts";
import type { AdminStore } from "../../../src/store/admin-store.ts";
import type { ReplyTarget } from "../../../src/store/replies.ts";
import type { OpenPart } from "../../../src/store/sends.ts";
import type { Step } from "../../../src/store/lane-store.ts";
import type { Store } from "../../../src/store/store.ts";
import type { CallPlace } from "../../../src/store/tool-calls.ts";
import type { Turn } from "../../../src/store/turn.ts";
import { createFakeClock, type FakeClock } from "../../fake-clock.ts";
import type { OpenDatabase } from "../conformance/setup.ts";
import { createNames, type Names } from "./names.ts";

/** One of the two databases that are compared. */
export interface Side {
  readonly name: string;
  readonly database: OpenDatabase;
  readonly store: Store;
  readonly admin: AdminStore;
  /** The replacements for this side's random names. */
  readonly names: Names;
}

/** The same thing on each side. */
export type Both<T> = readonly [T, T];

/** A lane that was claimed on both sides, and what is under way there. */
export interface Holder {
  lanes: Both<Lane>;
  steps: Both<Step | null>;
}

/** The events so far, for later moves to refer to. */
interface Past {
  readonly received: InboundMessage[];
  readonly askers: ReplyTarget[];
  holders: Holder[];
  /** Holders that lost their lane without noticing. */
  readonly zombies: Holder[];
  readonly turns: Both<Turn>[];
  /** Messages that were given up, if the lane was still held then. */
  readonly deadLettered: number[];
  parts: Both<OpenPart>[];
  /** Calls of tools that were to be begun. */
  readonly calls: CallPlace[];
  /** The messenger's sids of sends, by the nonce of the first side. */
  readonly sids: Map<string, string>;
}

export interface Pair {
  readonly clock: FakeClock;
  readonly sides: Both<Side>;
  readonly past: Past;
  /** The moves so far, to explain a difference. */
  readonly trace: string[];
  /** The number of steps by kind and outcome. */
  readonly ends: Map<string, number>;
  newSid(kind: "SM" | "MM"): string;
  /** Does the same on both sides and throws `Difference` unless the same comes of it. */
  both<T>(what: string, act: (side: Side, index: 0 | 1) => Promise<T>): Promise<Both<T>>;
  /** Goes on with a database and a copy of it, in which the first one's nonces and codes stand. */
  goOnWith(databases: Both<OpenDatabase>): Promise<void>;
  closeAdminStores(): Promise<void>;
}

/** Two databases did not do the same. */
export class Difference extends Error {
  override readonly name = "Difference";
}

/** Both databases refused to do something, which ends a move. */
export class BothThrew extends Error {
  override readonly name = "BothThrew";
}

/** The sequence came to a point where either database is free to choose. */
export class Tie extends Error {
  override readonly name = "Tie";
}

const NAMES = ["SQLite", "PostgreSQL"] as const;

/** Two stores under one clock to which the same will happen. */
export async function createPair(
  open: (clock: FakeClock) => Promise<Both<OpenDatabase>>,
): Promise<Pair> {
  const clock = createFakeClock();
  let names: Both<Names> = [createNames(), createNames()];
  const past: Past = {
    received: [],
    askers: [],
    holders: [],
    zombies: [],
    turns: [],
    deadLettered: [],
    parts: [],
    calls: [],
    sids: new Map(),
  };
  const trace: string[] = [];
  const ends = new Map<string, number>();
  let sids = 0;
  let sides = await sidesOf(await open(clock));

  async function sidesOf(databases: Both<OpenDatabase>): Promise<Both<Side>> {
    const side = async (index: 0 | 1): Promise<Side> => {
      const database = databases[index];
      const { store } = database;
      const admin = await database.openAdminStore();
      return { name: NAMES[index], database, store, admin, names: names[index] };
    };
    return [await side(0), await side(1)];
  }

  const closeAdminStores = async () => {
    for (const { admin } of sides) await admin.close();
  };

  function count(what: string, kind: string): void {
    const end = `${what.split(/[ :]/, 1)[0]}: ${kind}`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }

  function refuse(what: string, ...settled: readonly PromiseSettledResult<unknown>[]): never {
    const said = settled.map((one) =>
      one.status === "rejected" ? Bun.inspect(one.reason) : "no error",
    );
    if (said.includes("no error")) {
      throw new Difference(`${what}: ${NAMES[0]} ${said[0]}, ${NAMES[1]} ${said[1]}`);
    }
    count(what, "error");
    throw new BothThrew(what);
  }

  return {
    clock,
    trace,
    ends,
    past,
    get sides() {
      return sides;
    },
    newSid: (kind) => {
      sids += 1;
      return kind + String(sids).padStart(32, "0");
    },
    both: async (what, act) => {
      trace.push(what);
      const [first, second] = await Promise.allSettled([act(sides[0], 0), act(sides[1], 1)]);
      if (first.status === "rejected" || second.status === "rejected") {
        return refuse(what, first, second);
      }
      const [one, two] = [first.value, second.value];
      const [left, right] = [sides[0].names.normalise(one), sides[1].names.normalise(two)];
      count(what, kindOf(one));
      if (Bun.deepEquals(left, right)) return [one, two];
      const [said, other] = onlyDifferent(left, right).map(show);
      throw new Difference(`${what}: ${sides[0].name} ${said}, ${sides[1].name} ${other}`);
    },
    goOnWith: async (databases) => {
      names = [names[0], names[0].copy()];
      sides = await sidesOf(databases);
      past.parts = past.parts.map(([part]) => [part, part]);
    },
    closeAdminStores,
  };
}

/** Of two objects, what is not the same in both. */
function onlyDifferent(left: unknown, right: unknown): [unknown, unknown] {
  const both = [left, right];
  if (both.some((value) => typeof value !== "object" || value === null || Array.isArray(value))) {
    return [left, right];
  }
  const one = new Map<string, unknown>(Object.entries(Object(left)));
  const two = new Map<string, unknown>(Object.entries(Object(right)));
  const names = [...new Set([...one.keys(), ...two.keys()])].filter(
    (name) => !Bun.deepEquals(one.get(name), two.get(name)),
  );
  const pick = (from: Map<string, unknown>) =>
    Object.fromEntries(names.map((name) => [name, from.get(name)]));
  return [pick(one), pick(two)];
}

function kindOf(end: unknown): string {
  if (Array.isArray(end)) return end.length === 0 ? "nothing" : "some";
  if (typeof end === "number") return end === 0 ? "0" : "a number";
  if (typeof end !== "object" || end === null) return String(end);
  const { outcome, kind, receipt } = Object(end);
  return String(receipt?.outcome ?? outcome ?? kind ?? "something");
}

const show = (value: unknown): string => Bun.inspect(value, { depth: 6, compact: true });
