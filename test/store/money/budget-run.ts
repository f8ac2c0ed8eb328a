import type { Lane } from "../../../src/core/lane.ts";
import { textPart } from "../../../src/core/reply-part.ts";
import type { Store } from "../../../src/store/store.ts";
import type { Turn } from "../../../src/store/turn.ts";
import { aMessage } from "../../messages.ts";
import { bill, money } from "../conformance/charges.ts";
import { admitted, call, LEASE } from "../conformance/setup.ts";

/** The database of a run, with one store per process. */
export interface MoneyDatabase {
  stores(): readonly Store[];
  /** Ends the processes as a kill does, and starts them anew. */
  restart(): Promise<void>;
  query(statement: string): Promise<Record<string, unknown>[]>;
}

/** The charges of the stand-ins in a run, and the store's view of them; in nano-dollars. */
export interface MoneyRun {
  readonly taken: bigint;
  readonly charged: bigint;
  readonly spent: bigint;
  readonly reserved: bigint;
  /** The most that was spent at once, of all and of one user. */
  readonly most: bigint;
  readonly mostOfOne: bigint;
  readonly answered: number;
  readonly refused: number;
  readonly ends: Readonly<Record<string, number>>;
}

/** Too little for so many jobs: some users meet their own limit, the others that of all. */
export const budgetFor = (users: number, jobs: number) => ({
  monthly: BigInt(jobs) * 45n,
  monthlyPerUser: (BigInt(jobs) * 47n) / BigInt(users),
});

const FEE = 5n;
const RATE = 7n;
const FREE = 2;
/** The reservation of a call, which is charged if its end is unknown. */
const ASSUMED = 100n;
const ENDS = ["success", "success", "success", "failure", "timeout", "kill"] as const;

/** Lets many users at once have many answers, with every way in which a call may end. */
export async function runBudgets(
  database: MoneyDatabase,
  { users, jobs, seed }: { readonly users: number; readonly jobs: number; readonly seed: number },
): Promise<MoneyRun> {
  let state = seed;
  const below = (limit: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
  const budget = budgetFor(users, jobs);
  const ends: Record<string, number> = {};
  const count = (end: string) => (ends[end] = (ends[end] ?? 0) + 1);
  let [taken, most, mostOfOne] = [0n, 0n, 0n];
  let [received, delivered, answered, refused, sent] = [0, 0, 0, 0, 0];

  async function answer(store: Store, lane: Lane, turn: Turn): Promise<"killed" | null> {
    const start = await store.beginModelCall(lane, turn, call({ money: money(budget) }));
    const record = { text: "a", model: "m", usage: null, error: null };
    if (start?.outcome !== "begun") {
      refused += 1;
      await store.recordAnswer(lane, turn, { ...record, parts: [] });
      return null;
    }
    const { month } = await store.moneySpent(turn.userId, "2026-11-22");
    if (month > mostOfOne) mostOfOne = month;
    const end = ENDS[below(ENDS.length)] ?? "success";
    count(end);
    const retry = { delayMs: 0, giveUpMs: 1e12, error: end, isCounted: true };
    switch (end) {
      case "success": {
        const cost = BigInt(below(101));
        taken += cost;
        answered += 1;
        const parts = Array.from({ length: below(4) }, (_, index) => textPart(`part ${index}`));
        await store.recordAnswer(lane, turn, { ...record, parts, bill: bill(cost) });
        return null;
      }
      case "failure":
        await store.postponeAnswer(lane, turn, retry);
        return null;
      case "timeout":
        taken += ASSUMED;
        await store.settleTokens(lane, turn, null);
        await store.postponeAnswer(lane, turn, retry);
        return null;
      case "kill":
        taken += ASSUMED;
        return "killed";
    }
  }

  async function work(store: Store): Promise<void> {
    const lane = await store.claimLane("me", LEASE.leaseMs);
    if (lane === null) return;
    for (;;) {
      const step = await store.nextStep(lane, LEASE);
      if (step === null) break;
      if (step.kind === "answer") {
        if ((await answer(store, lane, step.turn)) === "killed") return;
      } else if (step.kind === "send") {
        const sid = `SM${(sent += 1)}`;
        taken += FEE;
        await store.recordAccepted(lane, step.part.id, { sid, nextAfterMs: 0 });
        const report = { nonce: step.part.nonce, sid, errorCode: null } as const;
        const hasFailed = below(6) === 0;
        if (!hasFailed) {
          delivered += 1;
          if (delivered > FREE) taken += RATE;
        }
        for (const status of hasFailed ? (["failed"] as const) : (["delivered", "read"] as const)) {
          await store.recordStatus({ ...report, status });
        }
      } else return;
    }
    await store.releaseLane(lane);
  }

  async function numberIn(statement: string): Promise<bigint> {
    const [row] = await database.query(statement);
    // A count is a number, a sum of money a text.
    const { nano } = row ?? {};
    return BigInt(typeof nano === "string" ? nano : Number(nano ?? 0));
  }
  const sum = (what: string, from: string) =>
    numberIn(`SELECT CAST(COALESCE(SUM(${what}), 0) AS TEXT) AS nano FROM ${from}`);

  while (received < jobs) {
    const stores = database.stores();
    const some = Math.min(users, jobs - received);
    await Promise.all(
      Array.from({ length: some }, async (_, index) => {
        const from = `whatsapp:+49151000${String(index).padStart(5, "0")}`;
        received += 1;
        const store = stores[index % stores.length];
        await store?.receive(aMessage({ from, sid: `SM-in-${received}` }), admitted);
      }),
    );
    await Promise.all(
      Array.from({ length: users }, async (_, index) => {
        const store = stores[index % stores.length];
        for (let turns = 0; turns < 3; turns += 1) if (store !== undefined) await work(store);
      }),
    );
    const spent = await sum("nano_dollars", "spent_money WHERE LENGTH(period) = 7");
    if (spent > most) most = spent;
    await database.restart();
  }
  // An interrupted call is settled by the next start of its message.
  for (let round = 0; round < 50; round += 1) {
    const [store] = database.stores();
    for (let index = 0; index < users; index += 1) if (store !== undefined) await work(store);
    await database.restart();
    const waiting = await numberIn(
      "SELECT COUNT(*) AS nano FROM messages WHERE state = 'received'",
    );
    if (waiting === 0n) break;
  }
  return {
    taken,
    most,
    mostOfOne,
    answered,
    refused,
    ends,
    charged: await sum("nano_dollars", "charges"),
    spent: await sum("nano_dollars", "spent_money WHERE LENGTH(period) = 7"),
    reserved: await sum("nano_dollars + parts_nano_dollars", "reservations"),
  };
}
