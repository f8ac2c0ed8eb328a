import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Environment } from "../../src/config.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { signEvent } from "../../src/webhooks/sign-event.ts";
import { waitUntil } from "../wait-for.ts";

const SECRET = "a-secret-of-the-tests-that-is-long";
const LEASE_MS = 30_000;

interface Received {
  readonly id: string;
  readonly isSigned: boolean;
  readonly type: string;
  readonly data: {
    user: { address: string };
    message: Record<string, unknown> | null;
    by?: string;
  };
}

let bot: TestApp;
let received: Received[];
let answer: () => Response | Promise<Response>;
let receiver: ReturnType<typeof Bun.serve>;

beforeEach(() => {
  received = [];
  answer = () => new Response(null, { status: 204 });
  receiver = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const body = await request.text();
      const id = request.headers.get("webhook-id") ?? "";
      const at = Number(request.headers.get("webhook-timestamp")) * 1_000;
      const expected = signEvent({ id, body }, SECRET, at)["webhook-signature"];
      const isSigned = request.headers.get("webhook-signature") === expected;
      received.push({ id, isSigned, ...JSON.parse(body) });
      return answer();
    },
  });
});
afterEach(async () => {
  await bot.stop();
  await receiver.stop(true);
});

async function start(
  settings: Environment = {},
  options: Parameters<typeof startTestApp>[0] = {},
): Promise<void> {
  bot = await startTestApp({
    ...options,
    settings: {
      EVENTS_WEBHOOK_URL: `http://127.0.0.1:${receiver.port}/hook`,
      EVENTS_WEBHOOK_SECRET: SECRET,
      ...settings,
    },
  });
  bot.openai.onMessage(/./, { content: "Here I am." });
}

const say = async (body: string) => {
  await bot.twilio.sendText({ from: ADA, body, profileName: "Ada" });
  await bot.settle(2_500);
};
const types = () => received.map(({ type }) => type);
const left = () => bot.rows("SELECT * FROM webhook_events");

describe("a receiver of events", () => {
  test("is told what is received and answered, signed, once each", async () => {
    await start();
    await say("Hello");
    expect(types().toSorted()).toEqual(["message.answered", "message.received"]);
    expect(received.every(({ isSigned }) => isSigned)).toBe(true);
    expect(new Set(received.map(({ id }) => id)).size).toBe(2);
    expect(received.find(({ type }) => type === "message.answered")?.data).toMatchObject({
      user: { id: 1, address: ADA, name: "Ada" },
      message: { id: 1, type: "text", text: "Hello", answer: "Here I am." },
    });
    expect(await left()).toEqual([]);
  });

  test("is told of failures and of conversations that are handed over", async () => {
    await start({ ADMIN_USERS: "" });
    bot.openai.nextRequestError(401, { code: "invalid_api_key" });
    await say("Hello");
    await say("/human");
    const admin = await bot.openAdminStore();
    await admin.takeOver(1, { by: "Grace", isForced: false });
    await admin.handBack(1, "Grace");
    await admin.close();
    await bot.settle(2_000);
    for (const type of ["message.failed", "conversation.human_requested"]) {
      expect(types()).toContain(type);
    }
    const handed = received.filter(({ data }) => data.by === "Grace");
    expect(handed.map(({ type }) => type)).toEqual([
      "conversation.taken_over",
      "conversation.handed_back",
    ]);
  });

  test("reads nothing of what an incognito user writes", async () => {
    await start();
    await say("/incognito");
    await say("my canary is called Tweety");
    expect(types().filter((type) => type === "message.received")).toHaveLength(2);
    expect(JSON.stringify(received)).not.toContain("Tweety");
  });

  test("gets an event again, with the same id, until it takes it", async () => {
    await start();
    answer = () => new Response(null, { status: 503 });
    await say("Hello");
    expect(received.length).toBeGreaterThanOrEqual(2);
    answer = () => new Response(null, { status: 200 });
    await bot.settle(60_000);
    const ids = received.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(ids.length).toBeGreaterThan(2);
    expect(await left()).toEqual([]);
  });

  test("gets an event again that a process delivered, and ended before it could note that", async () => {
    let isEnding = true;
    await start(
      {},
      {
        around: (port) =>
          new Proxy(port, {
            get: (target, name) => {
              const value: unknown = Reflect.get(target, name);
              const isCut = isEnding && (name === "finishEvent" || name === "postponeEvent");
              return isCut ? () => Promise.reject(new Error("the process ended")) : value;
            },
          }),
      },
    );
    await say("Hello");
    await waitUntil("both events", () => received.length >= 2);
    await bot.restart({}, async () => {
      isEnding = false;
    });
    await bot.settle(LEASE_MS + 5_000);
    expect(received.length).toBeGreaterThanOrEqual(4);
    expect(new Set(received.map(({ id }) => id)).size).toBe(2);
    expect(await left()).toEqual([]);
  });

  test("gets an event again that a stop of the process cut off", async () => {
    await start();
    let isHanging = true;
    answer = () => (isHanging ? new Promise(() => {}) : new Response(null, { status: 200 }));
    await bot.twilio.sendText({ from: ADA, body: "Hello" });
    await bot.clock.advance(1_500);
    await waitUntil("an event", () => received.length > 0);
    isHanging = false;
    await bot.restart();
    await bot.settle(5_000);
    expect(new Set(received.map(({ id }) => id)).size).toBe(2);
    expect(await left()).toEqual([]);
  });

  test("that takes nothing for three days loses the event, and the log says so", async () => {
    await start();
    answer = () => new Response(null, { status: 500 });
    await say("Hello");
    bot.clock.jump(4 * 24 * 60 * 60_000);
    await bot.settle(2_000);
    expect(await left()).toEqual([]);
    expect(bot.log.filter(({ event }) => event === "event given up")).toHaveLength(2);
  });

  test("at a private address is sent nothing", async () => {
    await start({ EVENTS_WEBHOOK_URL: "https://10.0.0.7/hook" });
    await say("Hello");
    expect(await left()).toHaveLength(2);
    expect(JSON.stringify(bot.log.at(-1))).not.toContain("10.0.0.7");
    expect(bot.log.some(({ event }) => event === "event not delivered, retry scheduled")).toBe(
      true,
    );
  });

  test("that is not set costs no row", async () => {
    await start({ EVENTS_WEBHOOK_URL: "", EVENTS_WEBHOOK_SECRET: "" });
    await say("Hello");
    expect(await left()).toEqual([]);
    expect(received).toEqual([]);
  });
});
