import { expect, test } from "bun:test";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import { textPart } from "../../../src/core/reply-part.ts";
import { aMessage } from "../../messages.ts";
import { bill, money } from "./charges.ts";
import { at, call, LEASE, type Setup } from "./setup.ts";

const ADA = "whatsapp:+491511111111";
/** Three for a message in, twelve for each one out: five when it is sent, seven when it is delivered. */
const IN = 3n;
const OUT = 12n;

export function testAffording(setup: () => Setup): void {
  const sumOf = async (what: string, from: string) => {
    const [row] = await setup().query(
      `SELECT CAST(COALESCE(SUM(${what}), 0) AS TEXT) AS nano FROM ${from}`,
    );
    return BigInt(String(row?.["nano"]));
  };
  const spent = () => sumOf("nano_dollars", "spent_money WHERE period = '2026-11'");
  const charged = () => sumOf("nano_dollars", "charges");
  const reserved = () => sumOf("nano_dollars + parts_nano_dollars", "reservations");

  /** Limits what the user may cost on top of one message that they send. */
  async function begin(limit: bigint) {
    const { store, receive, claim, answerStep, query } = setup();
    await query("INSERT INTO monthly_deliveries VALUES ('whatsapp:+1', '2026-11', 2)");
    await receive({ from: ADA, to: "whatsapp:+1", sid: "SM-in" });
    await store.setBudget({ address: ADA }, { daily: IN + limit }, TERMINAL);
    const lane = await claim();
    return { lane, turn: await answerStep(lane) };
  }

  const record = { text: "a", model: null, usage: null, error: null };
  const noCall = { tokens: 0, charges: [], partNanoDollars: OUT };

  test("a reply without a model is reserved before it is sent, and settled as it is delivered", async () => {
    const { store, partStep } = setup();
    const { lane, turn } = await begin(OUT);
    expect(await store.reserveReply(lane, turn, 1)).toBe(true);
    expect(await spent()).toBe(IN + OUT);
    await store.recordAnswer(lane, turn, { ...record, parts: [textPart("a")], bill: noCall });
    const { id, nonce } = await partStep(lane, "send");
    await store.recordAccepted(lane, id, at("SM1"));
    await store.recordStatus({ nonce, sid: "SM1", status: "delivered", errorCode: null });
    expect(await spent()).toBe(IN + OUT);
    expect(await charged()).toBe(IN + OUT);
    expect(await reserved()).toBe(0n);
  });

  test("a reply without a model that would pass a budget by a nano-dollar is not sent", async () => {
    const { store } = setup();
    const { lane, turn } = await begin(OUT - 1n);
    expect(await store.reserveReply(lane, turn, 1)).toBe(false);
    expect(await spent()).toBe(IN);
  });

  test.each([
    ["is sent within a budget", OUT, true],
    ["is not sent beyond it", OUT - 1n, false],
  ])("the notice to a message that is refused %s", async (_, limit, isNoticed) => {
    const { store } = setup();
    await begin(IN + limit);
    const receipt = await store.receive(aMessage({ from: ADA, sid: "SM-2" }), () => ({
      admitted: false,
      why: "rate-limited",
      notice: { text: "Too fast", everyMs: 60_000 },
    }));
    expect(receipt).toMatchObject({ outcome: "discarded", isNoticed });
    expect(await spent()).toBe(isNoticed ? 2n * IN + OUT : 2n * IN);
    expect(await spent()).toBe((await charged()) + (await reserved()));
  });

  test.each([
    ["is sent within a budget", OUT, 1],
    ["is not sent beyond it", OUT - 1n, 0],
  ])("the apology for a message that is given up %s", async (_, limit, parts) => {
    const { store, query } = setup();
    const { lane, turn } = await begin(limit);
    expect(await store.deadLetterTurn(lane, turn, "Sorry", "gone")).toBe(true);
    expect(await query("SELECT id FROM deliveries")).toHaveLength(parts);
    expect(await spent()).toBe((await charged()) + (await reserved()));
  });

  test.each([
    ["is sent within a budget", 2n * OUT, 2],
    ["is not sent beyond it", 2n * OUT - 1n, 0],
  ])("the rest of a long answer %s", async (_, limit, parts) => {
    const { store, receive, answerStep } = setup();
    const { lane, turn } = await begin(IN + limit);
    const held = ["one", "two"].map((text) => textPart(text));
    await store.recordAnswer(lane, turn, { ...record, parts: [], held, bill: noCall });
    await receive({ from: ADA, sid: "SM-2", text: "more" });
    expect(await store.continueAnswer(lane, await answerStep(lane), 3)).toBe(parts);
    expect(await spent()).toBe((await charged()) + (await reserved()));
  });

  test.each([
    ["is sent within a budget", OUT, true],
    ["is not sent beyond it, and no other user waits for that", OUT - 1n, false],
  ])("the notice that a user must wait %s", async (_, limit, isSent) => {
    const { store, clock } = setup();
    const { lane } = await begin(limit);
    await store.releaseLane(lane);
    clock.jump(90_000);
    const options = { afterMs: 86_000, graceMs: 5_000, line: () => "Still working" };
    const part = await store.beginDelayNotice(options);
    expect(part !== null).toBe(isSent);
    expect(await store.beginDelayNotice(options)).toBeNull();
    if (part !== null) await store.endDelayNotice(part.id, "not-sent");
    expect(await spent()).toBe(IN);
  });

  test.each([
    ["is repeated within a budget", 5n, true],
    ["is given up beyond it", 4n, false],
  ])("a message that failed on its way %s", async (_, more, isRepeated) => {
    const { store, partStep, query } = setup();
    const { lane, turn } = await begin(OUT + more);
    await store.reserveReply(lane, turn, 1);
    await store.recordAnswer(lane, turn, { ...record, parts: [textPart("a")], bill: noCall });
    const { id, nonce } = await partStep(lane, "send");
    await store.recordAccepted(lane, id, at("SM1"));
    const resend = { delayMs: 0, withinMs: 600_000, maxTimes: 3 };
    const report = { nonce, sid: "SM1", status: "failed", errorCode: "63018" } as const;
    await store.recordStatus(report, resend);
    const [part] = await query("SELECT state FROM deliveries");
    expect(part?.["state"]).toBe(isRepeated ? "pending" : "failed");
    expect(await spent()).toBe((await charged()) + (await reserved()));
    expect(await spent()).toBe(IN + (isRepeated ? OUT + 5n : 5n));
  });

  test("what an erased user's open call may cost is charged, and what their parts may is given back", async () => {
    const { store, receive, claim, answerStep } = setup();
    await receive({ from: ADA, sid: "SM-in" });
    const lane = await claim();
    const turn = await answerStep(lane);
    await store.beginModelCall(lane, turn, call({ money: money() }));
    await receive({ from: ADA, sid: "SM-2" });
    expect(await reserved()).toBe(136n);
    await store.forget(lane, turn.messageId + 1, "Erased");
    expect(await reserved()).toBe(0n);
    expect(await spent()).toBe(await charged());
    expect(await spent()).toBe(2n * IN + 100n);
  });

  test("what was sent and not delivered yet when its user is erased is charged as if it will be", async () => {
    const { store, receive, partStep } = setup();
    const { lane, turn } = await begin(1_000n);
    await store.beginModelCall(lane, turn, call({ money: money() }));
    const parts = ["one", "two"].map((text) => textPart(text));
    await store.recordAnswer(lane, turn, { ...record, parts, bill: bill(40n) });
    await store.recordAccepted(lane, (await partStep(lane, "send")).id, at("SM1"));
    await receive({ from: ADA, sid: "SM-2" });
    await store.forget(lane, turn.messageId + 1, "Erased");
    expect(await spent()).toBe(2n * IN + 40n + OUT);
    expect(await spent()).toBe(await charged());
  });

  test("what is reserved for parts of which nothing is heard is given back after three days", async () => {
    const { store, partStep, clock } = setup();
    const { lane, turn } = await begin(1_000n);
    await store.beginModelCall(lane, turn, call({ money: money() }));
    await store.recordAnswer(lane, turn, { ...record, parts: [textPart("a")], bill: bill(40n) });
    await store.recordAccepted(lane, (await partStep(lane, "send")).id, at("SM1"));
    expect(await reserved()).toBe(7n);
    expect(await store.releaseReserved(3 * 86_400_000, 10)).toBe(0);
    clock.jump(3 * 86_400_000 + 1);
    expect(await store.releaseReserved(3 * 86_400_000, 10)).toBe(1);
    expect(await reserved()).toBe(0n);
    expect(await spent()).toBe(IN + 40n + 5n);
    await store.claimLane("me", LEASE.leaseMs);
  });
}
