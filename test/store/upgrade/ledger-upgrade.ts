import { afterEach, expect, test } from "bun:test";
import { TERMINAL } from "../../../src/store/admin-access.ts";
import { createFakeClock, type FakeClock } from "../../fake-clock.ts";
import { hashSid } from "../../../src/store/hash-sid.ts";
import { call, type OpenDatabase, setUp, type Setup } from "../conformance/setup.ts";
import { bill, money } from "../conformance/charges.ts";

const ADA = "whatsapp:+491511111111";

/** The ledger as the version before budgets of users left it, with a call that a kill cut off. */
const LEFT = [
  `INSERT INTO users (phone_number, reply_to, code, created_at, updated_at) VALUES ('${ADA}', '${ADA}', 'ABCD', 0, 0)`,
  "INSERT INTO lanes (user_id, ready_at) VALUES (1, 0)",
  "INSERT INTO conversations (user_id, created_at, updated_at) VALUES (1, 0, 0)",
  `INSERT INTO messages (sid, user_id, conversation_id, direction, message_type, content, state, starts, run_at, created_at, updated_at)
   VALUES ('SM-in', 1, 1, 'inbound', 'text', 'hello', 'received', 1, 0, 0, 0)`,
  `INSERT INTO charges (key, user_id, message_id, day, channel, kind, provider, model, units, nano_dollars, is_estimated, created_at)
   VALUES ('in ${hashSid("SM-in")}', 1, 1, '2026-11-22', 'test', 'message in', 'carrier', 'carriage', '{"messages":1}', 3, true, 0)`,
  `INSERT INTO reservations (message_id, day, tokens, nano_dollars, parts_nano_dollars, call)
   VALUES (1, '2026-11-22', 100, 100, 36, '{"kind":"model","channel":"test","provider":"openai","model":"gpt-6-luna"}')`,
  "INSERT INTO spent_money (period, user_id, nano_dollars) VALUES ('2026-11-22', 1, 139), ('2026-11', 1, 139)",
];

/** Tests that must pass on a database that has a ledger already. */
export function describeLedgerUpgrade(
  name: string,
  open: (clock: FakeClock, left: readonly string[]) => Promise<OpenDatabase>,
): void {
  let setup: Setup;
  afterEach(() => setup.close());

  test(`${name}: charges, sums and open reservations of an older version go on`, async () => {
    const clock = createFakeClock();
    const database = await open(clock, LEFT);
    setup = setUp(database, clock);
    const { store } = setup;
    const spent = async () => (await store.moneySpent(1, "2026-11-22")).month;
    expect(await spent()).toBe(139n);
    const lane = await setup.claim();
    const turn = await setup.answerStep(lane);
    expect(turn.user.budget).toEqual({ daily: null, monthly: null });
    // The call that was cut off is charged as it was reserved.
    expect(await spent()).toBe(103n);
    const limits = { monthlyPerUser: 103n + 136n };
    const start = await store.beginModelCall(lane, turn, call({ money: money(limits) }));
    expect(start?.outcome).toBe("begun");
    const record = { text: "a", model: "m", usage: null, error: null, parts: [] };
    await store.recordAnswer(lane, turn, { ...record, bill: bill(20n) });
    expect(await spent()).toBe(123n);
    await store.correctCharges([{ sid: "SM-in", direction: "in", nanoDollars: 4n }]);
    expect(await spent()).toBe(124n);
    await store.setBudget({ address: ADA }, { daily: 5n }, TERMINAL);
    const admin = await database.openAdminStore();
    expect(await admin.costsSince("2026-11-01", "kind")).toEqual([
      { name: "model", events: 2, nanoDollars: 120n, estimated: 100n },
      { name: "message in", events: 2, nanoDollars: 4n, estimated: 0n },
    ]);
    await admin.close();
  });
}
