import { afterEach, describe, expect, test } from "bun:test";
import type { Thread } from "../../src/admin/wire.ts";
import type { Environment } from "../../src/config.ts";
import type { AdminStore } from "../../src/store/admin-store.ts";
import { type AdminApi, openAdminApi } from "../admin-setup.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { jpeg } from "../pictures.ts";

let bot: TestApp;
let admin: AdminStore;
let api: AdminApi;
afterEach(async () => {
  await admin.close();
  await bot.stop();
});

async function start(settings: Environment = {}): Promise<void> {
  bot = await startTestApp({ settings });
  bot.openai.onMessage(/./, { content: "Here I am." });
  admin = await bot.openAdminStore();
  api = await openAdminApi(bot, admin);
}

const say = async (body: string, from = ADA) => {
  await bot.twilio.sendText({ from, body });
  await bot.settle(1_500);
};
const textsOf = ({ entries }: Thread) => entries.map(({ by, text }) => `${by}: ${text}`);

describe("the list of conversations", () => {
  test("begins with users who wait for a human, then the latest", async () => {
    await start();
    await say("/human", ADA);
    await bot.clock.advance(60_000);
    await say("Hello from Bob", BOB);
    const { body } = await api.get("/conversations");
    expect(body.items).toMatchObject([
      { address: ADA, isWaitingForHuman: true, lastBy: "bot", channel: "twilio" },
      { address: BOB, isWaitingForHuman: false, preview: "Here I am.", state: "done" },
    ]);
    expect(body.next).toBeNull();
    expect(await admin.waitingForHuman()).toBe(1);
    await api.call("POST", `/conversations/${body.items[0].userId}/answered`);
    const { body: after } = await api.get("/conversations");
    expect(after.items).toMatchObject([
      { address: BOB },
      { address: ADA, isWaitingForHuman: false },
    ]);
  });

  test("is read page by page, each conversation once", async () => {
    await start();
    const users = Array.from({ length: 7 }, (_, index) => `whatsapp:+49151123450${10 + index}`);
    for (const user of users) await bot.twilio.sendText({ from: user, body: "Hello" });
    await bot.settle(2_000);
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query = cursor === "" ? "" : `&cursor=${cursor}`;
      const { body } = await api.get(`/conversations?limit=3${query}`);
      seen.push(...body.items.map(({ address }: { address: string }) => address));
      cursor = body.next;
    }
    expect(seen.toSorted()).toEqual(users.toSorted());
    expect((await api.get("/conversations?cursor=nonsense")).status).toBe(400);
  });

  test("is searched by name, number and text", async () => {
    await start();
    await bot.twilio.sendText({ from: ADA, body: "Do you sell 100% wool?", profileName: "Ada L." });
    await say("Something else", BOB);
    const found = async (search: string) => {
      const { body } = await api.get(`/conversations?search=${encodeURIComponent(search)}`);
      return body.items.map(({ address }: { address: string }) => address);
    };
    expect(await found("100% WOOL")).toEqual([ADA]);
    expect(await found("10_% wool")).toEqual([]);
    expect(await found(BOB.slice(-6))).toEqual([BOB]);
    expect(await found("Here I am")).toHaveLength(2);
  });
});

describe("a conversation", () => {
  test("is read from its end in pages, as both sides saw it", async () => {
    await start();
    for (const word of ["one", "two", "three"]) await say(word);
    const { body: last } = await api.get("/conversations/1?limit=2");
    expect(textsOf(last)).toEqual([
      "user: two",
      "bot: Here I am.",
      "user: three",
      "bot: Here I am.",
    ]);
    expect(last.entries[1]).toMatchObject({ status: "delivered", error: null, isNotice: false });
    const { body: first } = await api.get(`/conversations/1?limit=2&before=${last.before}`);
    expect(textsOf(first)).toEqual(["user: one", "bot: Here I am."]);
    expect(first.before).toBeNull();
    expect((await api.get("/conversations/99")).status).toBe(404);
  });

  test("shows a picture that its user sent, and nothing that could run", async () => {
    await start();
    const bytes = await jpeg("blue");
    await bot.twilio.sendMedia({ from: ADA, bytes, contentType: "image/jpeg" });
    await bot.settle(2_000);
    const { body } = await api.get("/conversations/1");
    const [file] = body.entries[0].attachments;
    expect(file).toMatchObject({ kind: "image", contentType: "image/jpeg" });
    const path = file.url.replace("/admin/api", "");
    const picture = await api.get(path);
    expect(picture.status).toBe(200);
    expect(picture.body).toEqual(new Uint8Array(bytes));
    expect(picture.headers.get("content-security-policy")).toContain("sandbox");
    await bot.write("UPDATE attachments SET content_type = 'text/html'");
    const page = await api.get(path);
    expect(page.headers.get("content-type")).toBe("application/octet-stream");
    expect(page.headers.get("content-disposition")).toStartWith("attachment");
    expect((await api.get("/messages/1/attachments/7")).status).toBe(404);
  });

  test("is taken over by one owner, who writes in it and hands it back", async () => {
    await start();
    await say("Hello");
    const taken = await api.call("POST", "/conversations/1/take-over");
    expect(taken).toMatchObject({ status: 200, body: { takenOverBy: "Grace" } });
    expect(api.events).toContainEqual({ kind: "taken-over", userId: 1 });
    const other = await api.call("POST", "/conversations/1/take-over", { by: "Linus" });
    expect(other).toMatchObject({ status: 409, body: { error: "Grace has this conversation." } });
    const body = { to: 1, text: "How can I help?" };
    expect(await api.call("POST", "/messages", { body, by: "Linus" })).toMatchObject({
      status: 409,
    });
    expect(await api.call("POST", "/messages", { body })).toMatchObject({ status: 201 });
    await bot.settle(2_000);
    const { body: thread } = await api.get("/conversations/1");
    expect(thread).toMatchObject({ takenOverBy: "Grace", user: { isTakenOver: true } });
    expect(textsOf(thread).at(-1)).toBe("owner: How can I help?");
    const forced = { body: { force: true }, by: "Linus" };
    const again = await api.call("POST", "/conversations/1/take-over", forced);
    expect(again.status).toBe(200);
    await api.call("POST", "/conversations/1/hand-back", { by: "Linus" });
    expect((await api.get("/conversations/1")).body.takenOverBy).toBeNull();
    const changes = await admin.auditBefore(Number.MAX_SAFE_INTEGER, 10);
    expect(changes.map(({ by, action }) => `${by}: ${action}`).toReversed()).toEqual([
      "Grace: conversation taken over",
      "Grace: message written",
      "Linus: conversation taken over",
      "Linus: conversation handed back",
    ]);
  });
});

describe("a program with a token", () => {
  const send = (body: unknown, key?: string) =>
    api.call("POST", "/messages", {
      body,
      by: "token",
      ...(key !== undefined && { headers: { "idempotency-key": key } }),
    });

  test("writes to a user once, however often it asks", async () => {
    await start();
    await say("When is my order ready?");
    const order = { to: ADA, text: "Your order is ready." };
    const first = await send(order, "order-7");
    expect(first).toMatchObject({ status: 201, body: { userId: 1, status: "sending" } });
    await bot.settle(2_000);
    const again = await send(order, "order-7");
    expect(again).toMatchObject({
      status: 200,
      body: { messageId: first.body.messageId, status: "delivered" },
    });
    expect(bot.sent().filter((text) => text === order.text)).toHaveLength(1);
    expect(await send({ ...order, text: "Other" }, "order-7")).toMatchObject({ status: 409 });
    // In any spelling of the number, and without a take-over.
    expect(await send({ to: "+49 151 12345678", text: "Bye" })).toMatchObject({ status: 201 });
    await bot.settle(2_000);
    expect(bot.sent().at(-1)).toBe("Bye");
  });

  test("writes once also when two servers are asked at the same time", async () => {
    await start();
    await say("When is my order ready?");
    const order = { to: 1, text: "Your order is ready." };
    const second = await bot.openAdminStore();
    const other = await openAdminApi(bot, second);
    const headers = { "idempotency-key": "order-8" };
    const both = await Promise.all([
      send(order, "order-8"),
      other.call("POST", "/messages", { body: order, by: "token", headers }),
    ]);
    await second.close();
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 201]);
    await bot.settle(2_000);
    expect(bot.sent().filter((text) => text === order.text)).toHaveLength(1);
  });

  test("is told why it cannot write", async () => {
    await start();
    expect(await send({ to: BOB, text: "Hi" })).toMatchObject({ status: 404 });
    expect(await send({ to: "nonsense", text: "Hi" })).toMatchObject({ status: 400 });
    expect(await send({ to: BOB, text: "" })).toMatchObject({ status: 400 });
    await say("Hello");
    expect(await send({ to: ADA, text: " \n " })).toMatchObject({
      status: 409,
      body: { error: "The message is empty." },
    });
    bot.clock.jump(24 * 60 * 60_000);
    const { status, body } = await send({ to: ADA, text: "Are you well?" });
    expect(status).toBe(409);
    expect(body.error).toContain("24 hours");
    expect((await api.get("/conversations/1")).body.cannotSend).toBe(body.error);
    await say("STOP");
    expect(await send({ to: ADA, text: "Hi" })).toMatchObject({
      status: 409,
      body: { error: "This user has written STOP." },
    });
    await admin.setPermissions(BOB, { isWhitelisted: false, isActive: false }, "Grace");
    expect(await send({ to: BOB, text: "Hi" })).toMatchObject({ status: 409 });
    expect(bot.sent()).not.toContain("Hi");
  });

  test("is slowed down when it sends too much", async () => {
    await start();
    for (let count = 0; count < 60; count += 1) await send({ to: BOB, text: "Hi" });
    const late = await send({ to: BOB, text: "Hi" });
    expect(late.status).toBe(429);
    expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
    bot.clock.jump(61_000);
    expect(await send({ to: BOB, text: "Hi" })).toMatchObject({ status: 404 });
  });
});

test("a message has a timeline, its costs, and can be retried", async () => {
  await start();
  bot.openai.nextRequestError(401, { code: "invalid_api_key" });
  await say("Are you there?");
  const { body } = await api.get("/messages/1");
  expect(body).toMatchObject({ userId: 1, canRetry: true });
  expect(JSON.stringify(body.timeline)).toContain("given up after");
  expect(await api.call("POST", "/messages/1/retry")).toMatchObject({
    body: { outcome: "answer-again" },
  });
  await bot.app.maintain();
  await bot.settle(2_000);
  expect(bot.sent().at(-1)).toBe("Here I am.");
  expect(await api.call("POST", "/messages/1/retry")).toMatchObject({ status: 409 });
  expect((await api.get("/messages/1")).body.costs.length).toBeGreaterThan(0);
  expect((await api.get("/messages/77")).status).toBe(404);
});
