import { afterEach, beforeEach, expect, test } from "bun:test";
import { Elysia } from "elysia";
import { createOwnerAlerts } from "../../src/alerts/alert-owners.ts";
import type { InboundHandlers } from "../../src/channels/channel.ts";
import type { DeliveryReport } from "../../src/core/ports.ts";
import { createEventBus } from "../../src/core/event-bus.ts";
import { silentLogger } from "../../src/core/silent-logger.ts";
import { recordReport } from "../../src/outbox/record-report.ts";
import { catalogue, createSentencesFor } from "../../src/text/sentences.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import { at, LEASE, setUp, type Setup } from "../store/conformance/setup.ts";
import { openSqlite } from "../store/open-sqlite.ts";

const OWNER = "whatsapp:+4915199999999";
const PRICING = { billable: true, category: "general_purpose_ai", type: "regular" };

let setup: Setup;
let clock: FakeClock;
beforeEach(async () => {
  clock = createFakeClock();
  setup = setUp(await openSqlite(clock), clock);
});
afterEach(() => setup.close());

/** A channel whose reports say how a message is billed. */
const routesOf = ({ recordStatus }: InboundHandlers) =>
  new Elysia().post("/status", async ({ body }) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test's own.
    await recordStatus(body as DeliveryReport);
    return "";
  });

function openChannel() {
  const { store } = setup;
  const room = { store, log: silentLogger, events: createEventBus(store.events) };
  const alerts = createOwnerAlerts({
    ...room,
    settings: { adminUsers: [OWNER] },
    sentencesFor: createSentencesFor("en"),
  });
  return routesOf({
    receive: async () => ({ outcome: "queued" }),
    recordStatus: async (report) => {
      await recordReport(report, room);
      await alerts.onReport(report);
    },
    moveUser: async () => {},
    onResult: () => {},
  });
}

async function deliverOne(sid: string): Promise<void> {
  await setup.receive({ sid: `in-${sid}` });
  const lane = await setup.claim();
  await setup.answer(lane, await setup.answerStep(lane), "Yes.");
  const { id, nonce } = await setup.partStep(lane, "send");
  await setup.store.recordAccepted(lane, id, at(sid));
  await setup.store.releaseLane(lane);
  const report = { nonce, sid, status: "delivered", errorCode: null, reason: null };
  const body = JSON.stringify({ ...report, isPassing: false, pricing: PRICING });
  const headers = { "content-type": "application/json" };
  const url = "http://channel/status";
  const response = await openChannel().handle(new Request(url, { method: "POST", headers, body }));
  expect(response.status).toBe(200);
  const toOwner = await setup.store.claimLane("me", LEASE.leaseMs);
  if (toOwner === null) return;
  const notice = await setup.partStep(toOwner, "send");
  await setup.store.recordAccepted(toOwner, notice.id, at(`notice-${sid}`));
  await setup.store.releaseLane(toOwner);
}

const told = async () => {
  const rows = await setup.query(
    "SELECT body FROM deliveries JOIN messages ON messages.id = message_id WHERE direction = 'outbound'",
  );
  return rows.map((row) => row["body"]);
};

test("the owners are told once a day that Meta bills answers as those of an AI provider", async () => {
  const line = catalogue.en.owner.alerts.billedAsAiProvider;
  await deliverOne("SM1");
  await deliverOne("SM2");
  expect(await told()).toEqual([line]);
  clock.jump(24 * 3_600_000 + 1);
  await deliverOne("SM3");
  expect(await told()).toEqual([line, line]);
});
