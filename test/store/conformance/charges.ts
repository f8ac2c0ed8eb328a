import { expect, test } from "bun:test";
import { textPart } from "../../../src/core/reply-part.ts";
import type { Bill, MoneyBudget, NewCharge } from "../../../src/store/charges.ts";
import { at, call, type Setup } from "./setup.ts";

const OF = { kind: "model", channel: "test", provider: "openai", model: "gpt-6-luna" } as const;
const ADA = "whatsapp:+491511111111";
const BOB = "whatsapp:+491522222222";

/** A call of at most 100 nano-dollars, whose reply has parts of 36. */
export const money = (limits: Partial<MoneyBudget> = {}): MoneyBudget => ({
  call: 100n,
  parts: 36n,
  of: OF,
  daily: 0n,
  monthly: 0n,
  dailyPerUser: 0n,
  monthlyPerUser: 0n,
  ...limits,
});

const charged = (nanoDollars: bigint): NewCharge => ({
  ...OF,
  units: { input: 7, output: 1 },
  nanoDollars,
  isEstimated: false,
});

export const bill = (nanoDollars: bigint): Bill => ({
  tokens: 8,
  charges: [charged(nanoDollars)],
  partNanoDollars: 12n,
});

export function testCharges(setup: () => Setup): void {
  async function ledger(): Promise<string[]> {
    const rows = await setup().query(
      "SELECT kind, provider, CAST(nano_dollars AS TEXT) AS nano FROM charges ORDER BY id",
    );
    return rows.map((row) => [row["kind"], row["provider"], row["nano"]].map(String).join(" "));
  }
  async function spent(period = "2026-11"): Promise<bigint> {
    const [row] = await setup().query(
      `SELECT CAST(COALESCE(SUM(nano_dollars), 0) AS TEXT) AS nano FROM spent_money WHERE period = '${period}'`,
    );
    return BigInt(String(row?.["nano"]));
  }
  async function begun(from = ADA, limits: Partial<MoneyBudget> = {}) {
    const { store, receive, claim, answerStep } = setup();
    await receive({ from });
    const lane = await claim();
    const turn = await answerStep(lane);
    const start = await store.beginModelCall(lane, turn, call({ money: money(limits) }));
    return { lane, turn, outcome: start?.outcome };
  }
  const record = { text: "a", model: "m", usage: null, error: null };

  async function send(lane: Awaited<ReturnType<typeof begun>>["lane"], sid: string) {
    const { store, partStep } = setup();
    const part = await partStep(lane, "send");
    await store.recordAccepted(lane, part.id, at(sid));
    return (status: "sent" | "delivered" | "read" | "failed") =>
      store.recordStatus({ nonce: part.nonce, sid, status, errorCode: null });
  }

  test("a message, its answer and each part of that are charged as they happen", async () => {
    const { store } = setup();
    const { lane, turn } = await begun();
    expect(await spent()).toBe(3n + 136n);
    await store.recordAnswer(lane, turn, {
      ...record,
      parts: ["one", "two"].map((text) => textPart(text)),
      bill: bill(40n),
    });
    // What is reserved is what two parts may still cost.
    expect(await spent()).toBe(3n + 40n + 24n);
    const one = await send(lane, "SM1");
    const two = await send(lane, "SM2");
    await one("delivered");
    await two("read");
    expect(await ledger()).toEqual([
      "message in carrier 3",
      "model openai 40",
      "message out carrier 5",
      "message out carrier 5",
      "message out messenger 0",
      "message out messenger 0",
    ]);
    expect(await spent()).toBe(53n);
    expect(await spent("2026-11-22")).toBe(53n);
    expect(await setup().query("SELECT message_id FROM reservations")).toEqual([]);
  });

  test("the first delivered messages of a month are free, and a report that comes again charges nothing", async () => {
    const { store } = setup();
    for (const [index, from] of [ADA, BOB, ADA, BOB].entries()) {
      const { lane, turn } = await begun(from);
      await store.recordAnswer(lane, turn, {
        ...record,
        parts: ["one"].map((text) => textPart(text)),
        bill: bill(1n),
      });
      const report = await send(lane, `SM${index}`);
      for (const status of ["sent", "delivered", "delivered", "read", "read"] as const) {
        await report(status);
      }
      await store.releaseLane(lane);
    }
    const rates = (await ledger()).filter((row) => row.includes("messenger"));
    expect(rates).toEqual([0, 0, 7, 7].map((rate) => `message out messenger ${rate}`));
    expect(await spent()).toBe(4n * (3n + 1n + 5n) + 14n);
  });

  test("each number of ours has free messages of its own, and each month new ones", async () => {
    const { store, receive, claim, answerStep, clock } = setup();
    const rates: (string | undefined)[] = [];
    async function deliver(to: string): Promise<void> {
      await receive({ from: ADA, to });
      const lane = await claim();
      await store.recordAnswer(lane, await answerStep(lane), {
        ...record,
        parts: ["one"].map((text) => textPart(text)),
      });
      const report = await send(lane, `SM${rates.length}`);
      await report("delivered");
      await store.releaseLane(lane);
      rates.push((await ledger()).at(-1));
    }
    const [one, two] = ["whatsapp:+14155550001", "whatsapp:+14155550002"];
    for (const to of [one, one, one, two, two, two]) await deliver(to);
    clock.jump(Date.UTC(2026, 11, 1) - 1 - clock.now());
    await deliver(one);
    clock.jump(1);
    for (const to of [one, one, one]) await deliver(to);
    const amounts = [0, 0, 7, 0, 0, 7, 7, 0, 0, 7];
    expect(rates).toEqual(amounts.map((rate) => `message out messenger ${rate}`));
  });

  test("a message that fails on its way is not charged what a delivered one is", async () => {
    const { store } = setup();
    const { lane, turn } = await begun();
    await store.recordAnswer(lane, turn, {
      ...record,
      parts: ["one"].map((text) => textPart(text)),
      bill: bill(1n),
    });
    const report = await send(lane, "SM1");
    await report("failed");
    await report("failed");
    expect((await ledger()).filter((row) => row.includes("messenger"))).toEqual([]);
    expect(await spent()).toBe(3n + 1n + 5n);
  });

  test("a message whose failure is reported has cost its fee once, also if its send never returned", async () => {
    const { store, partStep } = setup();
    const { lane, turn } = await begun();
    const parts = [textPart("one")];
    await store.recordAnswer(lane, turn, { ...record, parts, bill: bill(1n) });
    const { id, nonce } = await partStep(lane, "send");
    await store.recordStatus({ nonce, sid: "SM1", status: "failed", errorCode: null });
    expect((await ledger()).at(-1)).toBe("message out carrier 5");
    await store.recordAccepted(lane, id, at("SM1"));
    expect(await spent()).toBe(3n + 1n + 5n);
    expect(await setup().query("SELECT message_id FROM reservations")).toEqual([]);
  });

  test("a call that fails costs nothing, one that is not known to have failed all that was reserved", async () => {
    const { store, answerStep } = setup();
    const { lane, turn } = await begun();
    const retry = { delayMs: 0, giveUpMs: 85_000, error: "busy", isCounted: true };
    await store.postponeAnswer(lane, turn, retry);
    expect(await spent()).toBe(3n);
    const again = await answerStep(lane);
    await store.beginModelCall(lane, again, call({ money: money() }));
    await store.settleTokens(lane, again, null);
    await store.postponeAnswer(lane, again, retry);
    expect(await spent()).toBe(103n);
    expect(await ledger()).toEqual(["message in carrier 3", "model openai 100"]);
  });

  test("a call that a crash cut off is charged what was reserved for it", async () => {
    const { store, loseLanes, claim, answerStep } = setup();
    await begun();
    await loseLanes();
    const heir = await claim();
    const turn = await answerStep(heir);
    expect(await ledger()).toEqual(["message in carrier 3", "model openai 100"]);
    await store.beginModelCall(heir, turn, call({ money: money() }));
    await store.recordAnswer(heir, turn, { ...record, parts: [], bill: bill(20n) });
    expect(await spent()).toBe(123n);
  });

  test.each([
    ["a day of a user", { dailyPerUser: 138n }],
    ["a month of a user", { monthlyPerUser: 138n }],
    ["a day of all", { daily: 138n }],
    ["a month of all", { monthly: 138n }],
  ])("nothing is begun that may pass the budget of %s by a nano-dollar", async (_, limits) => {
    const { store } = setup();
    const first = await begun(ADA, limits);
    expect(first.outcome).toBe("over-limit");
    const enough = Object.fromEntries(Object.keys(limits).map((name) => [name, 139n]));
    const { lane, turn } = first;
    const begin = (own: Partial<MoneyBudget>) =>
      store.beginModelCall(lane, turn, call({ money: money(own) }));
    expect((await begin(limits))?.outcome).toBe("over-limit-again");
    expect((await begin(enough))?.outcome).toBe("begun");
  });

  test("four fifths of a budget of all are reported", async () => {
    const { store } = setup();
    const { lane, turn } = await begun(ADA, { daily: 10_000n });
    const huge = { ...record, parts: [], bill: bill(7_997n) };
    await store.recordAnswer(lane, turn, huge);
    await store.releaseLane(lane);
    const { receive, claim, answerStep } = setup();
    await receive({ from: BOB });
    const next = await claim();
    const begin = async (daily: bigint) =>
      store.beginModelCall(next, await turnOf, call({ money: money({ daily }) }));
    const turnOf = answerStep(next);
    expect(await begin(10_004n)).toMatchObject({ outcome: "begun" });
    expect(await begin(9_000n)).toMatchObject({ outcome: "begun", isNearBudget: true });
  });

  test("an amount beyond what a number can hold is kept to the nano-dollar", async () => {
    const { store } = setup();
    const { lane, turn } = await begun();
    const huge = 9_007_199_254_740_993n;
    await store.recordAnswer(lane, turn, { ...record, parts: [], bill: bill(huge) });
    expect(await spent()).toBe(huge + 3n);
    expect(await ledger()).toContain(`model openai ${huge}`);
  });
}
