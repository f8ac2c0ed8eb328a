import { afterEach, expect, test } from "bun:test";
import { createModel } from "../../../src/models/openai/create-model.ts";
import { answered } from "../../replies.ts";
import { CLOCK, modelRequest, startUpstream, type Upstream } from "./upstream.ts";

let upstream: Upstream;
afterEach(() => upstream.stop());

const webSearch = { timezone: "America/Argentina/Buenos_Aires" };
const SEARCHED = {
  type: "web_search_call",
  id: "ws_1",
  status: "completed",
  action: { type: "search", query: "x" },
};
const cites = (...urls: string[]) => ({
  type: "message",
  content: [
    {
      type: "output_text",
      text: "Sunny.",
      annotations: urls.map((url) => ({
        type: "url_citation",
        url,
        title: "T",
        start_index: 0,
        end_index: 5,
      })),
    },
  ],
});
const output = (...items: unknown[]) => ({
  model: "gpt-6-luna",
  status: "completed",
  output: items,
});

function modelThat(
  respond: (body: { tools?: readonly { type: string }[] }) => Response,
  api: "responses" | "chat" = "responses",
) {
  upstream = startUpstream(() => respond(Object(upstream.bodies.at(-1))));
  const { baseUrl } = upstream;
  return createModel({ api, model: "gpt-6-luna", apiKey: null, baseUrl, maxOutputTokens: null });
}

test("the search is told where the user is about, and how often it may search", async () => {
  const model = modelThat(() =>
    Response.json(output(SEARCHED, cites("https://a.example/?utm_source=openai"))),
  );
  const answer = await answered(model.respond(modelRequest({ webSearch, tools: [CLOCK] })));
  expect(upstream.bodies[0]).toMatchObject({
    tools: [
      { type: "function", name: "clock" },
      {
        type: "web_search",
        user_location: {
          type: "approximate",
          timezone: "America/Argentina/Buenos_Aires",
          city: "Buenos Aires",
        },
      },
    ],
    max_tool_calls: 3,
    include: ["reasoning.encrypted_content"],
  });
  expect(answer).toMatchObject({
    text: "Sunny.",
    sources: ["https://a.example/?utm_source=openai"],
  });
});

test("a zone that is no place names no city", async () => {
  const model = modelThat(() => Response.json(output(cites())));
  await model.respond(modelRequest({ webSearch: { timezone: "UTC" } }));
  expect(upstream.bodies[0]).toMatchObject({
    tools: [{ type: "web_search", user_location: { type: "approximate", timezone: "UTC" } }],
  });
  expect(JSON.stringify(upstream.bodies[0])).not.toContain("city");
});

test("the searches that are billed are counted, and each page that is cited is named once", async () => {
  const body = {
    ...output(
      cites("https://a.example/", "https://b.example/", "https://a.example/", "javascript:x"),
    ),
    usage: { input_tokens: 12_000, output_tokens: 10 },
    tool_usage: { web_search: { num_requests: 2 } },
  };
  const model = modelThat(() => Response.json(body));
  const { usage, sources } = await answered(model.respond(modelRequest({ webSearch })));
  expect(usage.searches).toBe(2);
  expect(sources).toEqual(["https://a.example/", "https://b.example/"]);
});

test("a search that led to a call goes back with its results", async () => {
  const call = {
    type: "function_call",
    id: "fc_1",
    call_id: "call_1",
    name: "clock",
    arguments: "{}",
  };
  const model = modelThat(() =>
    Response.json(upstream.bodies.length === 1 ? output(SEARCHED, call) : output(cites())),
  );
  const request = modelRequest({ webSearch, tools: [CLOCK] });
  const reply = await model.respond(request);
  if (reply.kind !== "tool-calls") throw new Error("no call was made");
  const { calls, continuation } = reply;
  await model.respond({ ...request, rounds: [{ calls, continuation, results: ["noon"] }] });
  expect(Object(upstream.bodies[1]).input.slice(-3)).toMatchObject([
    SEARCHED,
    { type: "function_call", call_id: "call_1" },
    { type: "function_call_output", output: "noon" },
  ]);
});

test.each([
  "Hosted tool 'web_search' is not supported with gpt-6-luna.",
  "Tool 'web_search' is not supported with this model.",
])(
  "a model without it is asked again without it, and keeps its other tools: %s",
  async (message) => {
    const model = modelThat(({ tools }) =>
      tools?.some(({ type }) => type === "web_search")
        ? Response.json(
            { error: { message, type: "invalid_request_error", param: "tools" } },
            { status: 400 },
          )
        : Response.json(output(cites())),
    );
    const request = modelRequest({ webSearch, tools: [CLOCK] });
    expect(await answered(model.respond(request))).toMatchObject({ text: "Sunny." });
    await model.respond(request);
    expect(upstream.bodies.slice(1)).toMatchObject([
      { tools: [{ name: "clock" }] },
      { tools: [{ name: "clock" }] },
    ]);
    expect(JSON.stringify(upstream.bodies.at(-1))).not.toContain("max_tool_calls");
  },
);

test("through Chat Completions there is none, and its citations are read all the same", async () => {
  const message = {
    content: "Sunny.",
    annotations: [
      { type: "url_citation", url_citation: { url: "https://a.example/", title: "A" } },
    ],
  };
  const model = modelThat(
    () => Response.json({ choices: [{ message, finish_reason: "stop" }] }),
    "chat",
  );
  const answer = await answered(model.respond(modelRequest({ webSearch })));
  expect(upstream.bodies[0]).not.toHaveProperty("tools");
  expect(answer.sources).toEqual(["https://a.example/"]);
});
