import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { en } from "../../src/text/sentences/en.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { completion, openAiError, stream } from "../models/openai/dialects/dialect.ts";
import { startUpstream, type Upstream } from "../models/openai/upstream.ts";

const WAITING_ENOUGH_MS = 150_000;
let upstream: Upstream;
let bot: TestApp;
/** The server's answer to every request. */
let answer: (asked: string) => Response;

beforeEach(async () => {
  answer = () => Response.json(completion("I am here."));
  upstream = startUpstream(() => answer(JSON.stringify(upstream.bodies.at(-1))));
  bot = await startTestApp({
    settings: {
      OPENAI_API: "chat",
      OPENAI_BASE_URL: upstream.baseUrl,
      ADMIN_USERS: BOB,
      BURST_MODE: "separate",
    },
  });
});
afterEach(async () => {
  await bot.stop();
  await upstream.stop();
});

const ask = async (body = "Hello") => {
  await bot.twilio.sendText({ from: ADA, body });
  await bot.settle(WAITING_ENOUGH_MS);
};
const errors = async () =>
  (await bot.rows("SELECT error_message FROM messages ORDER BY id")).map((row) =>
    String(row["error_message"]),
  );

describe("what a model thinks", () => {
  test("reaches neither the user, nor the database, nor the next prompt", async () => {
    answer = () => Response.json(completion("<think>\nThey are rude.\n</think>\n\nHello, Ada!"));
    await ask("Hello");
    await ask("And now?");
    expect(bot.sent(ADA)).toEqual(["Hello, Ada!", "Hello, Ada!"]);
    const kept = await bot.rows("SELECT content, ai_response, raw FROM messages");
    expect(JSON.stringify(kept)).toContain("Hello, Ada!");
    expect(JSON.stringify(kept)).not.toContain("rude");
    expect(JSON.stringify(upstream.bodies.at(-1))).toContain("Hello, Ada!");
    expect(JSON.stringify(upstream.bodies)).not.toContain("rude");
  });

  test("is not what an answer says of such tags in code", async () => {
    const code = "It writes `<think>` first:\n\n```\n<think>Hm.</think>\n```";
    answer = () => Response.json(completion(`<think>Easy.</think>\n\n${code}`));
    await ask("How does R1 write?");
    expect(bot.sent(ADA).join()).toContain("```\n<think>Hm.</think>\n```");
    expect(bot.sent(ADA).join()).not.toContain("Easy");
  });

  test("and is cut off leaves one friendly sentence, for one call", async () => {
    answer = () => Response.json(completion("<think>\nThey are", "length"));
    await ask();
    expect(bot.sent(ADA)).toEqual([en.somethingBroke]);
    expect(upstream.bodies).toHaveLength(1);
  });
});

test("an answer that comes as a stream is sent", async () => {
  answer = () => new Response(stream(["I am ", "here."]));
  await ask();
  expect(bot.sent(ADA)).toEqual(["I am here."]);
  expect(upstream.bodies).toHaveLength(1);
});

describe("a conversation that has grown too long", () => {
  test.each([
    ["llama.cpp", 500, { error: { message: "the request exceeds the available context size" } }],
    ["LM Studio", 400, { error: "The model is loaded with context length of only 4096 tokens" }],
    ["a gateway", 413, "<html>Request Entity Too Large</html>"],
    ["within a 200", 200, { error: { type: "exceed_context_size_error", message: "too long" } }],
  ])("is answered with less of its past: %s", async (_server, status, body) => {
    const tooLong = () =>
      typeof body === "string" ? new Response(body, { status }) : Response.json(body, { status });
    answer = (asked) =>
      asked.split('"role"').length > 5 ? tooLong() : Response.json(completion("I am here."));
    for (const word of ["One", "Two", "Three", "Four", "Five"]) await ask(word);
    expect(bot.sent(ADA)).toEqual(Array.from({ length: 5 }, () => "I am here."));
  });
});

describe("an account that is empty", () => {
  test.each([
    ["with 402", 402, openAiError("Insufficient Balance", { code: "invalid_request_error" })],
    ["with 402 and nothing else", 402, ""],
    ["within a 200", 200, { error: { code: 402, message: "Insufficient credits" } }],
    ["in words alone", 400, openAiError("Your credit balance is too low to access the API.")],
  ])("alerts the owner, %s, for one call", async (_how, status, body) => {
    answer = () =>
      typeof body === "string" ? new Response(body, { status }) : Response.json(body, { status });
    await ask();
    expect(bot.sent(ADA)).toEqual([en.unavailable]);
    expect(bot.sent(BOB)).toEqual([en.owner.alerts.accountEmpty]);
    expect(upstream.bodies).toHaveLength(1);
    expect(await errors()).toEqual([expect.stringContaining("[billing]"), expect.anything()]);
  });
});

test("a server without a system role has the instructions in the conversation", async () => {
  answer = (asked) =>
    asked.includes('"role":"system"')
      ? Response.json({ object: "error", message: "System role not supported" }, { status: 400 })
      : Response.json(completion("I am here."));
  await ask("One");
  await ask("Two");
  expect(bot.sent(ADA)).toEqual(["I am here.", "I am here."]);
  expect(upstream.bodies).toHaveLength(3);
  expect(upstream.bodies.at(-1)).toMatchObject({
    messages: [{ role: "user" }, { role: "assistant" }, { role: "user" }],
  });
});

describe("a server that may have been paid and gives nothing is asked three times at most:", () => {
  test.each([
    ["an empty text", () => Response.json(completion(""))],
    ["no content", () => Response.json(completion(null))],
    ["reasoning alone", () => Response.json(completion("<think>Hm.</think>"))],
    ["reasoning beside", () => Response.json(completion(null, "stop", { reasoning_content: "x" }))],
    ["no choices", () => Response.json({ choices: [] })],
    ["no JSON", () => new Response("<html>Welcome</html>")],
    ["an empty body", () => new Response("")],
    ["an empty stream", () => new Response("data: [DONE]\n\n")],
    ["an error", () => Response.json({ error: { message: "Provider returned error" } })],
    ["an error of a server", () => Response.json({ error: { code: 502, message: "Bad" } })],
    ["a failed choice", () => Response.json(completion("", "error"))],
  ])("%s", async (_what, respond) => {
    answer = respond;
    await ask();
    expect(upstream.bodies).toHaveLength(3);
    expect(bot.sent(ADA)).toEqual([en.busy]);
    expect(await bot.rows("SELECT state FROM messages")).toEqual([{ state: "dead" }]);
    answer = () => Response.json(completion("I am here."));
    await ask("And now?");
    expect(bot.sent(ADA).at(-1)).toBe("I am here.");
  });

  test("also when the second model answers in between", async () => {
    await bot.restart({ OPENAI_FALLBACK_MODEL: "another" });
    answer = () => Response.json(completion(""));
    await ask();
    expect(upstream.bodies).toHaveLength(3);
    expect(bot.sent(ADA)).toEqual([en.busy]);
  });
});

test("an empty answer is asked for again also after a server was busy", async () => {
  const answers = [
    ...Array.from({ length: 2 }, () => () => new Response("busy", { status: 503 })),
    () => Response.json(completion("")),
    () => Response.json(completion("")),
    () => Response.json(completion("I am here.")),
  ];
  answer = () => answers.shift()?.() ?? Response.json(completion("Too late."));
  await ask();
  expect(bot.sent(ADA)).toEqual(["I am here."]);
});

test("a message that joins a busy one does not make its failures paid ones", async () => {
  await bot.restart({ BURST_MODE: "merge" });
  answer = () => new Response("busy", { status: 503 });
  await bot.twilio.sendText({ from: ADA, body: "One" });
  // Few enough that the model is not left alone for them, and a window of 85 s holds what follows.
  while (upstream.bodies.length < 3) await bot.settle(500);
  await bot.twilio.sendText({ from: ADA, body: "Two" });
  const answers = [completion(""), completion("I am here.")];
  answer = () => Response.json(answers.shift() ?? completion("Too late."));
  await bot.settle(WAITING_ENOUGH_MS);
  expect(bot.sent(ADA)).toEqual(["I am here."]);
});

test("an answer without a text counts towards the limits of a day", async () => {
  const answers = [completion(""), completion("I am here.")];
  answer = () => Response.json(answers.shift() ?? {});
  await ask();
  expect(bot.sent(ADA)).toEqual(["I am here."]);
  const [spent] = await bot.rows("SELECT tokens FROM spending WHERE user_id <> 0");
  // The longest answer that was reserved for the first call, and what the second one counted.
  expect(Number(spent?.["tokens"])).toBeGreaterThan(2_000);
});

test("a server that is only busy is asked until it is not, for nothing", async () => {
  let busy = 5;
  answer = () => {
    busy -= 1;
    return busy >= 0
      ? Response.json(openAiError("Rate limit reached. Please try again in 1s."), { status: 429 })
      : Response.json(completion("I am here."));
  };
  await ask();
  expect(bot.sent(ADA)).toEqual(["I am here."]);
});

test("a user whose message the provider declines reads that, and the owner nothing", async () => {
  answer = () =>
    Response.json(openAiError("Content Exists Risk", { code: "invalid_request_error" }), {
      status: 400,
    });
  await ask();
  expect(bot.sent()).toEqual([en.cannotAnswer]);
  expect(upstream.bodies).toHaveLength(1);
});
