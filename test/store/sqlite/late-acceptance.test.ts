import { expect, test } from "bun:test";
import { NO_OTHERS } from "../../../src/core/event-bus.ts";
import { createStore } from "../../../src/store/store.ts";
import type { Driver } from "../../../src/store/driver.ts";
import { createSqliteDriver } from "../../../src/store/sqlite/driver.ts";
import { openDatabase } from "../../../src/store/sqlite/open-database.ts";
import { createWriter } from "../../../src/store/sqlite/writer.ts";
import { reported } from "../../../src/store/steps/raise-reported.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { at, setUp } from "../conformance/setup.ts";
import { TEST_TARIFF } from "../test-tariff.ts";

/** Has a batch of reports read this send as one that is not accepted yet, as another server may. */
function readingBefore(driver: Driver, sid: string): Driver {
  const transactFrom: Driver["transactFrom"] = (opening, work, options) =>
    driver.transactFrom(
      opening,
      (transaction, rows) =>
        work(
          transaction,
          Object.is(opening.statement, reported)
            ? rows.map((row) =>
                Reflect.get(row, "sid") === sid ? { ...row, state: "sending" } : row,
              )
            : rows,
        ),
      options,
    );
  return { ...driver, transactFrom };
}

test("a user's delivered part is charged although it was accepted while its report was read", async () => {
  const database = openDatabase(":memory:");
  const clock = createFakeClock();
  const driver = createSqliteDriver({
    database,
    writer: createWriter(database),
    clock,
    isPulled: false,
    tariff: TEST_TARIFF,
  });
  const store = createStore(readingBefore(driver, "SM-of-bob"), {
    compact: async () => {},
    isShared: false,
    events: NO_OTHERS,
    exclusively: async () => false,
    close: async () => database.close(),
  });
  const query = async (text: string) => database.query<Record<string, unknown>, []>(text).all();
  const setup = setUp({ store, query, close: () => store.close() }, clock);
  async function send(from: string, sid: string): Promise<string> {
    await setup.receive({ from });
    const lane = await setup.claim();
    await setup.answer(lane, await setup.answerStep(lane), "Hello");
    const part = await setup.partStep(lane, "send");
    await store.recordAccepted(lane, part.id, at(sid));
    await store.releaseLane(lane);
    return part.nonce;
  }
  try {
    const [ada, bob] = [
      await send("whatsapp:+491511111111", "SM-of-ada"),
      await send("whatsapp:+491522222222", "SM-of-bob"),
    ];
    await Promise.all([
      store.recordStatus({ nonce: ada, sid: "SM-of-ada", status: "sent", errorCode: null }),
      store.recordStatus({ nonce: bob, sid: "SM-of-bob", status: "delivered", errorCode: null }),
    ]);
    expect(await query("SELECT sid, state FROM deliveries ORDER BY sid")).toEqual([
      { sid: "SM-of-ada", state: "sent" },
      { sid: "SM-of-bob", state: "delivered" },
    ]);
    expect(await query("SELECT message_id FROM charges WHERE provider = 'messenger'")).toHaveLength(
      1,
    );
  } finally {
    await store.close();
  }
});
