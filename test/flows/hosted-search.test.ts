import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { createModel } from "../../src/models/openai/create-model.ts";
import { en } from "../../src/text/sentences/en.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { startUpstream, type Upstream } from "../models/openai/upstream.ts";
import { quickFolder } from "../quick-folder.ts";

let bot: TestApp;
let upstream: Upstream;
afterEach(() => Promise.all([bot.stop(), upstream.stop()]));

const SUNNY = {
  model: "gpt-6-luna",
  status: "completed",
  output: [
    {
      type: "message",
      content: [
        {
          type: "output_text",
          text: "Sunny ([ipma.example](https://ipma.example/?utm_source=openai)).",
          annotations: [{ type: "url_citation", url: "https://ipma.example/?utm_source=openai" }],
        },
      ],
    },
  ],
  usage: { input_tokens: 20_000, output_tokens: 10, total_tokens: 20_010 },
  tool_usage: { web_search: { num_requests: 2 } },
};

const ANSWER = "Sunny.\n\nSource:\nhttps://ipma.example/";

async function start(settings: Record<string, string> = {}) {
  upstream = startUpstream(() => Response.json(SUNNY));
  const { baseUrl } = upstream;
  const provider = new URL(baseUrl).host;
  const file = join(quickFolder("prices-"), "prices.json");
  const price = { kind: "search", provider, model: "web_search", unit: "search", price: 0.01 };
  await Bun.write(file, JSON.stringify({ prices: [price] }));
  bot = await startTestApp({
    settings: {
      WEB_SEARCH: "openai",
      MEMORY: "off",
      REMINDERS: "off",
      OPENAI_BASE_URL: "",
      PRICES_FILE: file,
      TIMEZONE: "Europe/Lisbon",
      ...settings,
    },
    model: () =>
      createModel({
        api: "responses",
        model: "gpt-6-luna",
        apiKey: null,
        baseUrl,
        maxOutputTokens: 100,
      }),
  });
}

async function ask(body: string) {
  await bot.twilio.sendText({ from: ADA, body });
  await bot.settle();
}

test("OpenAI searches for its own models, from about where the user is, and its searches are charged", async () => {
  await start();
  await ask("How is the weather?");
  expect(bot.sent()).toEqual([ANSWER]);
  expect(upstream.bodies).toMatchObject([
    {
      tools: [{ type: "web_search", user_location: { timezone: "Europe/Berlin", city: "Berlin" } }],
    },
  ]);
  const charges = await bot.rows<{ nano: string; units: string }>(
    "SELECT units, CAST(nano_dollars AS TEXT) AS nano FROM charges WHERE kind = 'search'",
  );
  expect(charges).toEqual([{ units: '{"searches":2}', nano: "20000000" }]);
  const figures = await (await fetch(`${bot.origin}/metrics`)).text();
  expect(figures).toContain(
    'whatsapp_bot_tool_calls_total{tool="web_search",outcome="finished"} 2',
  );
  await ask("/help");
  expect(bot.sent().at(-1)).toContain("search the web");
});

test("what its searches may cost must fit into the budget, in money and in tokens", async () => {
  await start({ DAILY_TOKEN_LIMIT_PER_USER: "30000" });
  await ask("How is the weather?");
  expect(bot.sent()).toEqual([en.overLimit]);
  expect(upstream.bodies).toEqual([]);
  await bot.restart({ DAILY_TOKEN_LIMIT_PER_USER: "0", DAILY_BUDGET_USD_PER_USER: "0.14" });
  bot.clock.jump(24 * 3_600_000);
  // Three searches at OpenAI's price, three messages and their own way in.
  await ask("And now?");
  expect(upstream.bodies).toEqual([]);
  await bot.restart({ DAILY_TOKEN_LIMIT_PER_USER: "0", DAILY_BUDGET_USD_PER_USER: "0.20" });
  bot.clock.jump(24 * 3_600_000);
  await ask("And now?");
  expect(bot.sent().at(-1)).toBe(ANSWER);
});
