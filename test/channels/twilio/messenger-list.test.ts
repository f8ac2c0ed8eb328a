import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { PermanentError, TransientError } from "../../../src/core/errors.ts";
import type { Clock } from "../../../src/core/ports.ts";
import { ADA, NUMBER, realClock } from "./fixtures.ts";
import { failureOf, type MessengerSetup, part, setUpMessenger } from "./messenger-setup.ts";

const TO_ADA = { to: ADA, from: NUMBER };

let twilio: MessengerSetup["twilio"];
let messenger: MessengerSetup["messenger"];
let messengerFor: MessengerSetup["messengerFor"];

beforeEach(() => {
  ({ twilio, messenger, messengerFor } = setUpMessenger());
});

afterEach(() => twilio.stop());

describe("the list of sent messages", () => {
  test("has this user's messages from us, newest first", async () => {
    const first = await messenger.send(part("one"));
    await messenger.send({ ...part("other"), to: "whatsapp:+4915187654321" });
    await twilio.sendText({ from: ADA, body: "an answer" });
    const second = await messenger.send(part("two"));
    await twilio.reportStatus(second.sid, "delivered");
    const messages = (await messenger.listSentTo(TO_ADA))?.messages ?? [];
    expect(messages).toMatchObject([
      { sid: second.sid, body: "two", status: "delivered" },
      { sid: first.sid, to: ADA, body: "one", status: "accepted" },
    ]);
    expect(messages).toHaveLength(2);
    expect(messages[0]?.createdAt).toBeWithin(Date.now() - 5000, Date.now() + 1);
  });

  test("has nothing that another number of the account sent", async () => {
    await messenger.send(part("one"));
    const other = messengerFor(twilio.url, realClock, "whatsapp:+15550001111");
    expect((await other.listSentTo(TO_ADA))?.messages).toEqual([]);
  });

  test("holds the newest fifty", async () => {
    for (let count = 1; count <= 51; count += 1) await messenger.send(part(`m${count}`));
    const messages = (await messenger.listSentTo(TO_ADA))?.messages ?? [];
    expect(messages).toHaveLength(50);
    expect(messages[0]?.body).toBe("m51");
  });

  test("states how far Twilio's clock is ahead of ours", async () => {
    const ours: Clock = { ...realClock, now: () => Date.now() - 3_600_000 };
    const list = await messengerFor(twilio.url, ours).listSentTo(TO_ADA);
    expect(list?.clockOffsetMs).toBeWithin(3_598_000, 3_600_001);
  });

  test.each(["500", "lost-response", "refused", "garbled", "429"] as const)(
    "can be asked for again after %p",
    async (kind) => {
      twilio.faults.next({ on: "list", kind });
      expect(await failureOf(messenger.listSentTo(TO_ADA))).toBeInstanceOf(TransientError);
      expect((await messenger.listSentTo(TO_ADA))?.messages).toEqual([]);
    },
  );

  test("is refused to a wrong token", async () => {
    twilio.faults.next({ on: "list", kind: "code", code: 20003, status: 401 });
    expect(await failureOf(messenger.listSentTo(TO_ADA))).toBeInstanceOf(PermanentError);
  });
});
