import { expect, test } from "bun:test";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import { aMessage } from "../../messages.ts";
import { money } from "./charges.ts";
import { call, type Setup } from "./setup.ts";

const MEXICO = "whatsapp:+5215512345678";
const SAME = "whatsapp:+525512345678";
const ID = "whatsapp:MX.abc";

export function testBudgets(setup: () => Setup): void {
  const spent = async () => {
    const rows = await setup().query(
      "SELECT period, user_id, CAST(nano_dollars AS TEXT) AS nano FROM spent_money ORDER BY period",
    );
    return rows.map((row) => [row["period"], Number(row["user_id"]), row["nano"]]);
  };

  test("a user's own budget is told with their turn, and ended again", async () => {
    const { store, receive, claim, answerStep } = setup();
    await receive({ from: MEXICO });
    const lane = await claim();
    const budgetOfTurn = async () => (await answerStep(lane)).user.budget;
    expect(await budgetOfTurn()).toEqual({ daily: null, monthly: null });
    const set = await store.setBudget({ address: MEXICO }, { daily: 5_000_000_000n }, TERMINAL);
    expect(set).toMatchObject({ budget: { daily: 5_000_000_000n, monthly: null } });
    await store.setBudget({ address: MEXICO }, { monthly: 0n }, TERMINAL);
    expect(await budgetOfTurn()).toEqual({ daily: 5_000_000_000n, monthly: 0n });
    await store.setBudget({ address: MEXICO }, { daily: null }, TERMINAL);
    expect(await budgetOfTurn()).toEqual({ daily: null, monthly: 0n });
    expect(await store.setBudget({ address: "whatsapp:+14155550199" }, {}, TERMINAL)).toBeNull();
  });

  test("the largest budget is kept to the nano-dollar", async () => {
    const { store, receive } = setup();
    await receive({ from: MEXICO });
    const daily = 999_999_999_999_999n;
    await store.setBudget({ address: MEXICO }, { daily }, TERMINAL);
    expect((await store.setBudget({ address: MEXICO }, {}, TERMINAL))?.budget.daily).toBe(daily);
  });

  test("what a user has spent, and may, moves with them when two turn out to be one", async () => {
    const { store, receive, claim, answerStep, query } = setup();
    await receive({ from: MEXICO });
    await receive({ from: ID, identity: { phoneNumber: null, externalUserId: ID } });
    for (const from of [MEXICO, ID]) {
      await receive({
        from,
        sid: `SM-${from}`,
        ...(from === ID && { identity: { phoneNumber: null, externalUserId: ID } }),
      });
      const lane = await claim();
      const turn = await answerStep(lane);
      await store.beginModelCall(lane, turn, call({ money: money() }));
    }
    await store.setBudget({ address: MEXICO }, { daily: 900n }, TERMINAL);
    await store.setBudget({ address: ID }, { daily: 700n, monthly: 0n }, TERMINAL);
    const identity = { phoneNumber: SAME, externalUserId: ID };
    await store.receive(aMessage({ from: SAME, sid: "SM-both", identity }), () => ({
      admitted: true,
      restMs: 3_600_000,
      settleMs: 0,
    }));
    const users = await query("SELECT id, daily_budget, monthly_budget FROM users");
    expect(users.map((row) => [row["daily_budget"], row["monthly_budget"]].map(Number))).toEqual([
      [700, 0],
    ]);
    const [{ id } = {}] = users;
    const all = String(5n * 3n + 2n * 136n);
    expect(await spent()).toEqual([
      ["2026-11", Number(id), all],
      ["2026-11-22", Number(id), all],
    ]);
    const tokens = await query("SELECT user_id, tokens FROM spending");
    expect(tokens.map((row) => [row["user_id"], row["tokens"]].map(Number))).toEqual([
      [Number(id), 200],
    ]);
  });
}
