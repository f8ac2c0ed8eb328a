import { afterEach, beforeEach, expect, test } from "bun:test";
import { ourPrices } from "../../../src/ledger/price-list.ts";
import { createTariff } from "../../../src/ledger/tariff.ts";
import { NO_LIMITS, type Tariff } from "../../../src/store/charges.ts";
import { createFakeClock, type FakeClock } from "../../fake-clock.ts";
import { at, type OpenStore, setUp, type Setup } from "../conformance/setup.ts";

const FREE = 1_000;
const [ONE, TWO] = ["whatsapp:+14155550001", "whatsapp:+14155550002"];
/** A user in the United States, to whom a message costs $0.0034. */
const USER = "whatsapp:+12125550100";
const RATE = "3400000";

/** Proves which messages of a month are free, by the real prices and a time zone of the account's own. */
export function describeFreeMessages(
  name: string,
  open: (clock: FakeClock, tariff: Tariff) => Promise<OpenStore>,
): void {
  let setup: Setup;
  let clock: FakeClock;
  beforeEach(async () => {
    // An hour before December begins in São Paulo, which is three hours behind.
    clock = createFakeClock(Date.UTC(2026, 11, 1, 2));
    const tariff = createTariff({
      prices: ourPrices(),
      timezone: "Asia/Tokyo",
      billingTimezone: "America/Sao_Paulo",
      limits: NO_LIMITS,
      channelOf: () => "twilio",
    });
    setup = setUp(await open(clock, tariff), clock);
  });
  afterEach(() => setup.close());

  let sent = 0;
  /** Delivers an answer from a number of ours, and returns what the messenger takes for it. */
  async function deliver(from: string): Promise<string> {
    const { store } = setup;
    sent += 1;
    await setup.receive({ from: USER, to: from, sid: `in-${sent}` });
    const lane = await setup.claim();
    await setup.answer(lane, await setup.answerStep(lane), "Yes.");
    const { id, nonce } = await setup.partStep(lane, "send");
    await store.recordAccepted(lane, id, at(`out-${sent}`));
    await store.releaseLane(lane);
    const report = { nonce, sid: `out-${sent}`, errorCode: null };
    await store.recordStatus({ ...report, status: "delivered" });
    await store.recordStatus({ ...report, status: "read" });
    const [row] = await setup.query(
      "SELECT CAST(nano_dollars AS TEXT) AS nano FROM charges WHERE provider = 'meta' ORDER BY id DESC LIMIT 1",
    );
    return String(row?.["nano"]);
  }

  const delivered = (from: string, month: string, total: number) =>
    setup.query(`INSERT INTO monthly_deliveries VALUES ('${from}', '${month}', ${total})`);

  test(`${name}: the 999th and the 1,000th message of a month are free, the 1,001st is not`, async () => {
    await delivered(ONE, "2026-11", FREE - 2);
    expect([await deliver(ONE), await deliver(ONE), await deliver(ONE)]).toEqual(["0", "0", RATE]);
  });

  test(`${name}: each number of ours has free messages of its own`, async () => {
    await delivered(ONE, "2026-11", FREE);
    await delivered(TWO, "2026-11", FREE - 1);
    expect([await deliver(ONE), await deliver(TWO), await deliver(TWO)]).toEqual([RATE, "0", RATE]);
  });

  test(`${name}: a month begins where the account is, to the millisecond`, async () => {
    await delivered(ONE, "2026-11", FREE);
    clock.jump(3_600_000 - 1);
    expect(await deliver(ONE)).toBe(RATE);
    clock.jump(1);
    expect(await deliver(ONE)).toBe("0");
    const rows = await setup.query(
      "SELECT month, CAST(total AS TEXT) AS total FROM monthly_deliveries ORDER BY month",
    );
    expect(rows.map((row) => [row["month"], row["total"]])).toEqual([
      ["2026-11", String(FREE + 1)],
      ["2026-12", "1"],
    ]);
  });
}
