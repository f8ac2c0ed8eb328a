import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import type { Environment } from "../../src/config.ts";
import { ADA } from "../harness.ts";
import { createInFlight } from "../in-flight.ts";
import { asChat, textIn, VOICE_NOTE } from "../speech.ts";
import { waitUntil } from "../wait-for.ts";
import { type MediaSetup, setUpMedia } from "./media-setup.ts";

let setup: MediaSetup;
afterEach(() => setup.stop());

const inFlight = createInFlight();
const NANO = 1_000_000_000;

/** Starts a bot whose speech costs ten dollars for a million tokens, and its model nothing. */
async function start(settings: Environment = {}): Promise<void> {
  setup = await setUpMedia({ VOICE_REPLIES: "on", OPENAI_SPEECH_API: "chat" }, inFlight.around);
  const provider = new URL(setup.upstream.baseUrl).host;
  const price = { unit: "million tokens", input: 10, cached: 10, cacheWrite: 10, output: 10 };
  const prices = [{ kind: "speech", provider, model: "gpt-audio-1.5", ...price }];
  const file = join(setup.bot.folder, "prices.json");
  await Bun.write(file, JSON.stringify({ prices }));
  await setup.bot.restart({ PRICES_FILE: file, ...settings });
  setup.upstream.speaks((request) => asChat(VOICE_NOTE, textIn(request)));
}

const say = (body: string) => setup.bot.twilio.sendText({ from: ADA, body });

const charged = () =>
  setup.bot.rows<{ nano: number; estimated: number }>(
    "SELECT nano_dollars AS nano, is_estimated AS estimated FROM charges WHERE kind = 'speech'",
  );
const reserved = () =>
  setup.bot.rows<{ nano: number }>("SELECT nano_dollars AS nano FROM reservations");
const arrived = () =>
  setup.bot.twilio.journal.messages.map(({ body, attached }) => attached[0]?.contentType ?? body);

const NOTE = "audio/ogg; codecs=opus";

test("speech is charged by what its server counted, and shows in the user's usage", async () => {
  await start();
  await say("Hello");
  await setup.bot.settle(10_000);
  // 120 tokens in and 100 out.
  expect(await charged()).toEqual([{ nano: (220 / 1e6) * 10 * NANO, estimated: 0 }]);
  expect(await reserved()).toEqual([]);
  const months = await setup.bot.rows<{ nano: number }>(
    "SELECT nano_dollars AS nano FROM spent_money WHERE length(period) = 7",
  );
  // With Twilio's fee for either message.
  expect(months).toEqual([{ nano: 0.0022 * NANO + 2 * 0.005 * NANO }]);
});

test("an answer is sent as text, at no cost, where speech would pass the user's budget", async () => {
  await start({ DAILY_BUDGET_USD_PER_USER: "0.15" });
  setup.upstream.says("So it is. ".repeat(150));
  await say("Hello");
  await setup.bot.settle(10_000);
  expect(arrived()).toEqual([expect.stringContaining("So it is.")]);
  expect(await charged()).toEqual([]);
  expect(setup.upstream.spoken).toEqual([]);
  expect(await reserved()).toEqual([]);
});

test("a server that is down costs nothing, and one that answers too late all that was reserved", async () => {
  await start();
  setup.upstream.speaks(() => new Response("down", { status: 503 }));
  await say("Hello");
  await setup.bot.settle(10_000);
  expect(await charged()).toEqual([]);
  setup.upstream.speaks(() => Response.json({ choices: [] }));
  await say("Again");
  await setup.bot.settle(10_000);
  const [late, ...others] = await charged();
  expect(others).toEqual([]);
  expect(late?.estimated).toBe(1);
  expect(late?.nano).toBeGreaterThan(0);
  expect(arrived()).toEqual(["I see.", "I see."]);
});

test("a process that dies while it speaks loses neither the answer nor what it may have paid", async () => {
  await start();
  setup.upstream.speaks(() => new Promise<Response>(() => {}));
  await say("Hello");
  await waitUntil("speech to be asked for", () => setup.upstream.spoken.length > 0);
  const [most] = await reserved();
  expect(most?.nano).toBeGreaterThan(0);
  // As a kill does: the lane is free, and nothing else is changed.
  await setup.bot.write("UPDATE lanes SET owner = NULL, lease_until = 0");
  await waitUntil("an heir to send the answer", async () => {
    await setup.bot.clock.advance(1_000);
    await inFlight.none();
    return arrived().length > 0;
  });
  await setup.bot.clock.advance(10_000);
  await setup.bot.settle(30_000);
  expect(arrived()).toEqual(["I see."]);
  expect(setup.upstream.asked).toHaveLength(1);
  expect(setup.upstream.spoken).toHaveLength(1);
  expect(await charged()).toEqual([{ nano: most?.nano ?? 0, estimated: 1 }]);
  expect(await reserved()).toEqual([]);
  const [message] = await setup.bot.rows("SELECT state, ai_response, draft FROM messages");
  expect(message).toEqual({ state: "done", ai_response: "I see.", draft: null });
});

test("a message that arrives while the answer is spoken is answered after it", async () => {
  await start();
  const { promise, resolve } = Promise.withResolvers<void>();
  setup.upstream.speaks(async (request) => {
    await promise;
    return asChat(VOICE_NOTE, textIn(request));
  });
  await say("Hello");
  await waitUntil("speech to be asked for", () => setup.upstream.spoken.length > 0);
  await say("And this?");
  resolve();
  await setup.bot.settle(10_000);
  expect(arrived()).toEqual([NOTE, NOTE]);
  expect(setup.upstream.asked).toHaveLength(2);
});
