import { expect, test } from "bun:test";
import { textPart } from "../../../src/core/reply-part.ts";
import { aMessage } from "../../messages.ts";
import { bill, money } from "./charges.ts";
import { admitted, call, type Setup } from "./setup.ts";

/** The amount reserved for a call and its reply. */
const BOUND = 136n;
const IN = 3n;

/** The classic defects of ledgers; that no tier and no unknown price is ignored is tested with the prices. */
export function testClassicDefects(setup: () => Setup): void {
  async function turnOf(from: string) {
    const { store, claim, answerStep } = setup();
    await store.receive(aMessage({ from }), admitted);
    const lane = await claim();
    return { lane, turn: await answerStep(lane) };
  }

  test("of users who spend at the same moment, only as many begin as the budget of all has room for", async () => {
    const { store } = setup();
    const turns = [];
    for (let user = 0; user < 8; user += 1) turns.push(await turnOf(`whatsapp:+4915100000${user}`));
    const daily = 8n * IN + 3n * BOUND + (BOUND - 1n);
    const began = await Promise.all(
      turns.map(({ lane, turn }) =>
        store.beginModelCall(lane, turn, call({ money: money({ daily }) })),
      ),
    );
    expect(began.filter((one) => one?.outcome === "begun")).toHaveLength(3);
  });

  test("what a call did not take of its reservation can be spent again", async () => {
    const { store } = setup();
    const record = { text: "a", model: "m", usage: null, error: null, parts: [] };
    const daily = 4n * IN + BOUND + 3n;
    for (let count = 0; count < 4; count += 1) {
      const { lane, turn } = await turnOf("whatsapp:+491510000000");
      const start = await store.beginModelCall(lane, turn, call({ money: money({ daily }) }));
      expect(start?.outcome).toBe("begun");
      await store.recordAnswer(lane, turn, { ...record, bill: bill(1n) });
      await store.releaseLane(lane);
    }
  });

  test("a limit that was raised holds at once, for a call that was refused before", async () => {
    const { store } = setup();
    const { lane, turn } = await turnOf("whatsapp:+491510000000");
    const begin = async (daily: bigint) =>
      (await store.beginModelCall(lane, turn, call({ money: money({ daily }) })))?.outcome;
    expect(await begin(BOUND)).toBe("over-limit");
    expect(await begin(IN + BOUND)).toBe("begun");
  });

  test("sums are exact up to the largest whole number that the databases hold", async () => {
    const { store, query } = setup();
    const huge = 4_611_686_018_427_387_000n;
    const record = { text: "a", model: "m", usage: null, error: null };
    for (let count = 0; count < 2; count += 1) {
      const { lane, turn } = await turnOf("whatsapp:+491510000000");
      await store.beginModelCall(lane, turn, call({ money: money() }));
      const parts = [textPart("a")];
      await store.recordAnswer(lane, turn, { ...record, parts, bill: bill(huge) });
      await store.settleTokens(lane, turn, null);
      await query("UPDATE deliveries SET state = 'dead'");
      await store.releaseLane(lane);
    }
    const [user] = await query("SELECT id FROM users");
    const { month } = await store.moneySpent(Number(user?.["id"]), "2026-11-22");
    expect(month).toBe(2n * huge + 2n * IN);
    const sums = await store.sumCharges({ after: 0, upTo: 1_000 });
    expect(sums.find(({ kind }) => kind === "model")?.nanoDollars).toBe(2n * huge);
  });
}
