import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import twilio from "twilio";
import type { TwilioStandIn } from "../../../src/simulator/twilio-stand-in.ts";
import {
  ACCOUNT_SID,
  ADA,
  AUTH_TOKEN,
  create,
  createClient,
  NUMBER,
  PUBLIC_URL,
  type Seen,
  send,
  startStandIn,
} from "../stand-in-setup.ts";

let seen: Seen[];
let standIn: TwilioStandIn;

beforeEach(() => {
  seen = [];
  standIn = startStandIn(seen);
});

afterEach(() => standIn.stop());

describe("attachments", () => {
  test("are given to the account only, and by another origin that sees no credentials", async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const { sid } = await standIn.sendMedia({ from: ADA, bytes, contentType: "image/png" });
    expect(sid).toStartWith("MM");
    const url = seen[0]?.params["MediaUrl0"] ?? "";
    expect((await fetch(url)).status).toBe(401);
    const authorization = `Basic ${btoa(`${ACCOUNT_SID}:${AUTH_TOKEN}`)}`;
    const redirect = await fetch(url, { headers: { authorization }, redirect: "manual" });
    expect(redirect.status).toBe(307);
    const location = redirect.headers.get("location") ?? "";
    expect(location).toStartWith(standIn.mediaUrl);
    const content = await fetch(location);
    expect(content.headers.get("content-type")).toBe("image/png");
    expect(await content.bytes()).toEqual(bytes);
    expect(
      standIn.journal.calls.map((call) => [call.server, call.status, call.hasAuthorization]),
    ).toEqual([
      ["api", 401, false],
      ["api", 307, true],
      ["media", 200, false],
    ]);
  });

  test("can be described and deleted by Twilio's client", async () => {
    const bytes = new Uint8Array(1);
    const { sid } = await standIn.sendMedia({ from: ADA, bytes, contentType: "audio/ogg" });
    const mediaSid = seen[0]?.params["MediaUrl0"]?.split("/").at(-1) ?? "";
    const media = createClient(standIn).messages(sid).media(mediaSid);
    expect(await media.fetch()).toMatchObject({ sid: mediaSid, contentType: "audio/ogg" });
    expect(await media.remove()).toBe(true);
    expect(await media.fetch().catch((error: unknown) => error)).toMatchObject({ status: 404 });
  });
});

describe("Twilio's own client", () => {
  test("creates, fetches, lists, pages and deletes messages", async () => {
    const client = createClient(standIn);
    const created = await client.messages.create({
      to: ADA,
      from: NUMBER,
      body: "one",
      statusCallback: `${PUBLIC_URL}/webhook/status?o=n1`,
    });
    expect(created).toMatchObject({ status: "queued", body: "one", direction: "outbound-api" });
    expect(created.dateCreated).toBeInstanceOf(Date);
    expect(created.dateCreated.getMilliseconds()).toBe(0);
    await send(standIn, "two");
    await send(standIn, "three");
    const listed = await client.messages.list({ to: ADA, from: NUMBER, pageSize: 2 });
    expect(listed.map(({ body }) => body)).toEqual(["three", "two", "one"]);
    expect(await client.messages(created.sid).fetch()).toMatchObject({ sid: created.sid });
    expect(await client.messages(created.sid).remove()).toBe(true);
    expect(await client.messages.list({ to: ADA })).toHaveLength(2);
  });

  test("lists what was sent within a time, to the second and both ends included", async () => {
    await standIn.sendText({ from: ADA, body: "Hi" });
    const at = standIn.journal.inbound[0]?.createdAt ?? 0;
    const count = async (when: object) =>
      (await createClient(standIn).messages.list({ to: NUMBER, ...when })).length;
    expect(await count({ dateSentAfter: new Date(at) })).toBe(1);
    expect(await count({ dateSentAfter: new Date(at + 1_000) })).toBe(0);
    expect(await count({ dateSentBefore: new Date(at) })).toBe(1);
    expect(await count({ dateSentBefore: new Date(at - 1_000) })).toBe(0);
  });

  test("lists a message's attachments", async () => {
    const bytes = new Uint8Array(1);
    const { sid } = await standIn.sendMedia({ from: ADA, bytes, contentType: "audio/ogg" });
    const listed = await createClient(standIn).messages(sid).media.list();
    expect(listed).toMatchObject([{ parentSid: sid, contentType: "audio/ogg" }]);
  });

  test("shows the typing indicator", async () => {
    const { sid } = await standIn.sendText({ from: ADA, body: "Hi" });
    const typing = { channel: "whatsapp", messageId: sid } as const;
    const shown = await createClient(standIn).messaging.v2.typingIndicator.create(typing);
    expect(shown.success).toBe(true);
    expect(standIn.journal.typing).toMatchObject([{ messageSid: sid }]);
  });

  test("is refused as Twilio refuses it", async () => {
    const stranger = twilio(ACCOUNT_SID, "wrong");
    stranger.api.baseUrl = standIn.url;
    const error = await stranger.messages.list().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 401, code: 20003 });
  });
});

test.each<[string, number, Record<string, string>]>([
  ["to nobody", 21604, { From: NUMBER, Body: "x" }],
  ["from nobody", 21603, { To: ADA, Body: "x" }],
  ["with nothing in it", 21602, { To: ADA, From: NUMBER }],
  ["of 1601 characters", 21617, { To: ADA, From: NUMBER, Body: "x".repeat(1601) }],
  ["to no address of WhatsApp's", 21211, { To: "+4915112345678", From: NUMBER, Body: "x" }],
  ["from another number", 63007, { To: ADA, From: "whatsapp:+1", Body: "x" }],
  ["reported to nowhere", 21609, { To: ADA, From: NUMBER, Body: "x", StatusCallback: "nowhere" }],
  ["of a local file", 21620, { To: ADA, From: NUMBER, MediaUrl: "file:///etc/passwd" }],
])("a send %s is refused with Twilio's code %d", async (_, code, form) => {
  const response = await create(standIn, form);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code, status: 400 });
  expect(standIn.journal.messages).toEqual([]);
});
