import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { StandInEvent } from "../../src/simulator/twilio/journal.ts";
import type { TwilioStandIn } from "../../src/simulator/twilio-stand-in.ts";
import { waitFor } from "../wait-for.ts";
import {
  ADA,
  create,
  isSigned,
  NUMBER,
  PUBLIC_URL,
  type Seen,
  send,
  startStandIn,
} from "./stand-in-setup.ts";

let seen: Seen[];
let standIn: TwilioStandIn;

beforeEach(() => {
  seen = [];
  standIn = startStandIn(seen);
});

afterEach(() => standIn.stop());

const reported = () => seen.map(({ params }) => params["MessageStatus"]);

describe("delivery reports", () => {
  const form = {
    To: ADA,
    From: NUMBER,
    Body: "Hi",
    StatusCallback: `${PUBLIC_URL}/webhook/status?o=n1`,
  };

  test("come in order, signed, at the webhook's real address", async () => {
    await create(standIn, form);
    await standIn.settled();
    expect(reported()).toEqual(["queued", "sent", "delivered"]);
    expect(seen[0]?.url).toBe("http://127.0.0.1:8000/webhook/status?o=n1");
    expect(seen.every((webhook) => isSigned(webhook, form.StatusCallback))).toBe(true);
    expect(standIn.journal.messages).toMatchObject([{ nonce: "n1", status: "delivered" }]);
  });

  test("come before the answer, in any order, or not at all, as a test wishes", async () => {
    await standIn.stop();
    standIn = startStandIn(seen, {
      callbacks: "shuffled",
      areCallbacksFirst: true,
      random: countdown(),
    });
    await create(standIn, form);
    expect(reported()).toEqual(["delivered", "sent", "queued"]);
    await standIn.stop();
    seen = [];
    standIn = startStandIn(seen, { callbacks: "none" });
    await create(standIn, form);
    await standIn.settled();
    expect(seen).toEqual([]);
  });

  test("report the reading last, however soon a message is seen", async () => {
    await standIn.stop();
    standIn = startStandIn(seen, { callbackPauseMs: 2 });
    await create(standIn, form);
    await standIn.reportStatus(standIn.journal.messages[0]?.sid ?? "", "read");
    expect(reported()).toEqual(["queued", "sent", "delivered", "read"]);
  });

  test("report reading and failing on demand", async () => {
    await create(standIn, form);
    await standIn.settled();
    const { sid } = await standIn.journal.waitForMessage(({ to }) => to === ADA);
    await standIn.reportStatus(sid, "read");
    await standIn.reportStatus(sid, "failed", 63018);
    expect(seen.at(-2)?.params).toMatchObject({ MessageSid: sid, MessageStatus: "read" });
    expect(seen.at(-1)?.params).toMatchObject({ MessageStatus: "failed", ErrorCode: "63018" });
  });
});

describe("faults", () => {
  test("come as often as asked for, for the call they are meant for", async () => {
    standIn.faults.next({ on: "create", kind: "429", times: 2, retryAfter: "3" });
    standIn.faults.next({ on: "create", kind: "code", code: 63016, status: 400 });
    const statuses: number[] = [];
    for (const body of ["a", "b", "c", "d"]) statuses.push((await send(standIn, body)).status);
    expect(statuses).toEqual([429, 429, 400, 201]);
    expect(standIn.journal.messages.map(({ body }) => body)).toEqual(["d"]);
  });

  test("cut the connection before or after the message is made", async () => {
    standIn.faults.next({ on: "create", kind: "refused" });
    standIn.faults.next({ on: "create", kind: "lost-response" });
    for (const body of ["never", "made"]) {
      const error = await send(standIn, body).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "ECONNRESET" });
    }
    expect(standIn.journal.messages.map(({ body }) => body)).toEqual(["made"]);
    expect(standIn.journal.calls.map(({ status }) => status)).toEqual([null, null]);
    expect((await send(standIn, "after")).status).toBe(201);
  });

  test("slow an answer down, but not the message", async () => {
    const asked = Promise.withResolvers<() => void>();
    await standIn.stop();
    standIn = startStandIn(seen, {
      clock: {
        now: () => 1_800_000_000_123,
        after(_, task) {
          asked.resolve(task);
          return () => {};
        },
      },
    });
    standIn.faults.next({ on: "create", kind: "slow", ms: 60_000 });
    const answer = send(standIn, "slow");
    const goOn = await waitFor("the slow answer to be put off", asked.promise);
    expect(standIn.journal.messages.map(({ body }) => body)).toEqual(["slow"]);
    goOn();
    const response = await answer;
    expect(response.headers.get("date")).toBe("Fri, 15 Jan 2027 08:00:00 GMT");
    expect(await response.json()).toMatchObject({
      date_created: "Fri, 15 Jan 2027 08:00:00 +0000",
    });
  });
});

describe("the journal", () => {
  test("notifies a listener of everything until it unsubscribes", async () => {
    const events: StandInEvent["kind"][] = [];
    const leave = standIn.journal.subscribe(({ kind }) => events.push(kind));
    await standIn.sendText({ from: ADA, body: "Hi" });
    await send(standIn, "Hello");
    await standIn.settled();
    leave();
    await send(standIn, "unheard");
    expect(new Set(events)).toEqual(new Set(["inbound", "webhook", "outbound", "status", "call"]));
    expect(events.filter((kind) => kind === "outbound")).toHaveLength(1);
  });

  test("waits for a message that is yet to come, and says so when none does", async () => {
    const waiting = standIn.journal.waitForMessage(({ body }) => body === "late");
    await send(standIn, "early");
    await send(standIn, "late");
    expect((await waiting).body).toBe("late");
    const never = standIn.journal.waitForMessage(({ body }) => body === "never", 5);
    expect(await never.catch((error: unknown) => String(error))).toContain("of 2 sent");
  });
});

test("a stand-in that is stopped no longer listens", async () => {
  await standIn.stop();
  expect(await send(standIn, "Hi").catch((error: unknown) => error)).toMatchObject({
    code: "ECONNREFUSED",
  });
});

/** Numbers that fall, so that a shuffle turns the order round. */
function countdown(): () => number {
  let next = 1;
  return () => (next *= 0.99);
}
