import { expect, test } from "bun:test";
import { textPart } from "../../../src/core/reply-part.ts";
import { bill, money } from "./charges.ts";
import { at, call, type Setup } from "./setup.ts";

const ADA = "whatsapp:+491511111111";

export function testCorrections(setup: () => Setup): void {
  const ledger = async () => {
    const rows = await setup().query(
      `SELECT kind, day, CAST(nano_dollars AS TEXT) AS nano, is_estimated,
        CAST(settled_nano_dollars AS TEXT) AS settled FROM charges ORDER BY id`,
    );
    return rows.map((row) => [row["day"], row["kind"], row["nano"], row["settled"]].join(" "));
  };
  const spent = async (period: string) => {
    const [row] = await setup().query(
      `SELECT CAST(SUM(nano_dollars) AS TEXT) AS nano FROM spent_money WHERE period = '${period}'`,
    );
    return row?.["nano"];
  };

  /** Has one message answered with one part, delivered as the third of its month: 3 in, 5 + 7 out. */
  async function exchange(): Promise<void> {
    const { store, receive, claim, answerStep, partStep, query } = setup();
    await receive({ from: ADA, to: "whatsapp:+1", sid: "SM-in" });
    await query("INSERT INTO monthly_deliveries VALUES ('whatsapp:+1', '2026-11', 2)");
    const lane = await claim();
    const turn = await answerStep(lane);
    await store.beginModelCall(lane, turn, call({ money: money() }));
    const record = { text: "a", model: "m", usage: null, error: null };
    await store.recordAnswer(lane, turn, { ...record, parts: [textPart("a")], bill: bill(40n) });
    const part = await partStep(lane, "send");
    await store.recordAccepted(lane, part.id, at("SM-out"));
    const report = {
      nonce: part.nonce,
      sid: "SM-out",
      status: "delivered",
      errorCode: null,
    } as const;
    await store.recordStatus(report);
  }

  test("what a message really cost takes the place of its estimate, on its day and once", async () => {
    const { store, clock } = setup();
    await exchange();
    expect(await spent("2026-11-22")).toBe("55");
    clock.jump(20 * 24 * 3_600_000);
    const prices = [
      { sid: "SM-in", direction: "in", nanoDollars: 3n },
      { sid: "SM-out", direction: "out", nanoDollars: 4n },
      { sid: "SM-other", direction: "out", nanoDollars: 4n },
    ] as const;
    expect(await store.correctCharges(prices)).toBe(2);
    expect(await store.correctCharges(prices)).toBe(0);
    expect((await ledger()).slice(-2).toSorted()).toEqual([
      "2026-11-22 message in 0 3",
      "2026-11-22 message out -1 5",
    ]);
    expect(await spent("2026-11-22")).toBe("54");
    expect(await spent("2026-11")).toBe("54");
    expect(await spent("2026-12")).toBeNull();
  });

  test.each([
    ["only what the carrier takes", 6n, "message out 1 5"],
    ["also what the messenger takes", 13n, "message out 1 5"],
  ])("a price may be %s", async (_, nanoDollars, correction) => {
    const { store } = setup();
    await exchange();
    await store.correctCharges([{ sid: "SM-out", direction: "out", nanoDollars }]);
    expect((await ledger()).at(-1)).toBe(`2026-11-22 ${correction}`);
  });

  test("what an erased user's message really cost is still corrected", async () => {
    const { store, query } = setup();
    await exchange();
    await query("UPDATE charges SET user_id = NULL, message_id = NULL");
    await store.correctCharges([{ sid: "SM-out", direction: "out", nanoDollars: 6n }]);
    expect(await spent("2026-11")).toBe("56");
  });

  test("what a send really cost is still corrected once its part is sent again", async () => {
    const { store } = setup();
    const { nonce } = await sendOnce();
    const report = { nonce, sid: "SM-out", status: "failed", errorCode: "63018" } as const;
    await store.recordStatus(report, { delayMs: 0, withinMs: 600_000, maxTimes: 3 });
    const prices = [{ sid: "SM-out", direction: "out", nanoDollars: 1n }] as const;
    expect(await store.correctCharges(prices)).toBe(1);
    expect(await store.correctCharges(prices)).toBe(0);
    expect((await ledger()).at(-1)).toBe("2026-11-22 message out -4 5");
  });

  const service = { billable: true, category: "service", type: "regular" };
  const free = { billable: false, category: "service", type: "free_entry_point" };
  const rates = async () => {
    const rows = await setup().query(
      `SELECT CAST(nano_dollars AS TEXT) AS nano, is_estimated, units FROM charges
       WHERE provider = 'messenger' ORDER BY id`,
    );
    return rows.map((row) => {
      const { category = "", type = "" } = Object(JSON.parse(String(row["units"])));
      return [row["nano"], Number(row["is_estimated"]), category, type].join(" ").trim();
    });
  };

  /** Has a part sent, and returns it. */
  async function sendOnce() {
    const { store, receive, claim, answerStep, partStep } = setup();
    await receive({ from: ADA, to: "whatsapp:+1", sid: "SM-in" });
    const lane = await claim();
    const turn = await answerStep(lane);
    await store.beginModelCall(lane, turn, call({ money: money() }));
    const record = { text: "a", model: "m", usage: null, error: null };
    await store.recordAnswer(lane, turn, { ...record, parts: [textPart("a")], bill: bill(40n) });
    const part = await partStep(lane, "send");
    await store.recordAccepted(lane, part.id, at("SM-out"));
    return part;
  }

  /** Has a part sent, and returns how its reports are told. */
  async function sentPart() {
    const { store } = setup();
    const { nonce } = await sendOnce();
    return async (
      status: "sent" | "delivered" | "read",
      pricing?: { billable: boolean; category: string; type: string | null },
    ) => {
      const report = { nonce, sid: "SM-out", status, errorCode: null };
      await store.recordStatus({ ...report, ...(pricing && { pricing }) });
    };
  }

  test("a delivered message costs what its report says, not what we have counted", async () => {
    const report = await sentPart();
    await report("sent", service);
    expect(await rates()).toEqual([]);
    await report("delivered", service);
    await report("read", service);
    expect(await rates()).toEqual(["7 0 service regular"]);
    expect(await spent("2026-11")).toBe(String(3 + 40 + 5 + 7));
  });

  test("one that is free by its report costs nothing, however many came before", async () => {
    const report = await sentPart();
    await setup().query("INSERT INTO monthly_deliveries VALUES ('whatsapp:+1', '2026-11', 5000)");
    await report("delivered", free);
    expect(await rates()).toEqual(["0 0 service free_entry_point"]);
    expect(await spent("2026-11")).toBe(String(3 + 40 + 5));
  });

  test("a category whose price is not known is charged at the rate, estimated", async () => {
    const report = await sentPart();
    await report("delivered", { billable: true, category: "general_purpose_ai", type: "regular" });
    expect(await rates()).toEqual(["7 1 general_purpose_ai regular"]);
  });

  test("only one report says how it is billed: what was counted before is corrected, once", async () => {
    const report = await sentPart();
    await report("delivered");
    await report("read", service);
    await report("read", service);
    await report("delivered", service);
    expect(await rates()).toEqual(["0 0", "7 0"]);
    expect(await spent("2026-11")).toBe(String(3 + 40 + 5 + 7));
  });

  test("a report that says how it is billed may come after a later one", async () => {
    const report = await sentPart();
    await report("read");
    await report("delivered", service);
    expect(await rates()).toEqual(["0 0", "7 0"]);
  });
}
