import { afterEach, beforeEach, expect, test } from "bun:test";
import { PermanentError, TransientError } from "../../../src/core/errors.ts";
import type { Inbox } from "../../../src/core/ports.ts";
import { createTwilioInbox } from "../../../src/channels/twilio/inbox.ts";
import { ACCOUNT_SID, ADA, AUTH_TOKEN, createLogBook, NUMBER, realClock } from "./fixtures.ts";
import { failureOf, setUpMessenger, type MessengerSetup } from "./messenger-setup.ts";

let twilio: MessengerSetup["twilio"];
let inbox: Inbox;
let startedAt = 0;

beforeEach(() => {
  ({ twilio } = setUpMessenger());
  startedAt = Date.now() - 1_000;
  inbox = createTwilioInbox({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    address: NUMBER,
    apiBaseUrl: twilio.url,
    clock: realClock,
    log: createLogBook(),
  });
});
afterEach(() => twilio.stop());

test("messages to us are listed oldest first, without those that we sent", async () => {
  for (const body of ["one", "two"]) await twilio.sendText({ from: ADA, body });
  const { messages, clockOffsetMs } = await inbox.listReceivedSince(startedAt);
  const read = await Promise.all(messages.map((message) => message.read()));
  expect(read).toMatchObject([
    { from: ADA, text: "one", type: "text", identity: { phoneNumber: ADA } },
    { text: "two" },
  ]);
  expect(messages[0]?.sentAt).toBeWithin(startedAt - 1_000, Date.now() + 1);
  expect(Math.abs(clockOffsetMs)).toBeLessThan(2_000);
});

test("all pages of the list are read", async () => {
  for (let count = 0; count < 501; count += 1) await twilio.sendText({ from: ADA, body: "Hi" });
  expect((await inbox.listReceivedSince(startedAt)).messages).toHaveLength(501);
});

test("messages older than requested are left out", async () => {
  await twilio.sendText({ from: ADA, body: "one" });
  expect((await inbox.listReceivedSince(Date.now() + 1_000)).messages).toEqual([]);
});

test("attachments come with the address that their webhook would have had", async () => {
  const bytes = new Uint8Array([0xff, 0xd8, 0xff]);
  const { sid } = await twilio.sendMedia({ from: ADA, bytes, contentType: "image/jpeg" });
  const [listed] = (await inbox.listReceivedSince(startedAt)).messages;
  const { MediaUrl0: url } = twilio.journal.inbound[0]?.params ?? {};
  expect(await listed?.read()).toMatchObject({
    sid,
    type: "image",
    attachments: [{ url, contentType: "image/jpeg", kind: "image" }],
  });
});

test("a fault of Twilio's is either temporary or permanent", async () => {
  twilio.faults.next({ on: "list", kind: "500" });
  expect(await failureOf(inbox.listReceivedSince(startedAt))).toBeInstanceOf(TransientError);
  twilio.faults.next({ on: "list", kind: "code", code: 20003, status: 401 });
  expect(await failureOf(inbox.listReceivedSince(startedAt))).toBeInstanceOf(PermanentError);
});
