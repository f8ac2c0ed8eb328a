import { afterEach, describe, expect, test } from "bun:test";
import { MAX_ARGUMENTS_LENGTH, MAX_CALLS } from "../../../src/models/openai/read-calls.ts";
import { completion } from "./dialects/dialect.ts";
import {
  type Api,
  calling,
  functionCall,
  LISBON,
  message,
  output,
  serve,
  toolCall,
  type ToolSetup,
} from "./tool-setup.ts";
import { CLOCK } from "./upstream.ts";

let setup: ToolSetup;
afterEach(() => setup.upstream.stop());

describe("a model is offered the tools", () => {
  test("through Chat Completions as functions", async () => {
    setup = serve(completion("Noon."));
    await setup.ask("chat");
    expect(setup.lastBody().tools).toEqual([{ type: "function", function: CLOCK }]);
  });

  test("through Responses as functions, with its reasoning in a form that can be handed back", async () => {
    setup = serve(output(message("Noon.")));
    await setup.ask("responses");
    expect(setup.lastBody().tools).toEqual([{ type: "function", ...CLOCK, strict: false }]);
    expect(setup.lastBody()).toMatchObject({
      store: false,
      include: ["reasoning.encrypted_content"],
    });
  });

  test.each(["chat", "responses"] as const)("or none at all, in %s", async (api) => {
    setup = serve(completion("Noon."));
    await setup.ask(api, [], []);
    for (const name of ["tools", "include", "tool_choice"])
      expect(setup.lastBody()).not.toHaveProperty(name);
  });
});

describe("a server's tool calls are read:", () => {
  const one = { id: "call_1", name: "clock", arguments: LISBON };
  test.each<[string, Api, object, object[]]>([
    ["one call", "chat", calling(toolCall(LISBON)), [one]],
    [
      "two at once",
      "chat",
      calling(toolCall(LISBON), toolCall('{"city":"Rome"}', { id: "call_2" })),
      [one, { id: "call_2", name: "clock", arguments: '{"city":"Rome"}' }],
    ],
    [
      "with finish_reason stop",
      "chat",
      completion("", "stop", { tool_calls: [toolCall(LISBON)] }),
      [one],
    ],
    [
      "with words beside it",
      "chat",
      completion("Let me see.", "tool_calls", { tool_calls: [toolCall(LISBON)] }),
      [one],
    ],
    [
      "the older function_call",
      "chat",
      completion(null, "function_call", { function_call: { name: "clock", arguments: LISBON } }),
      [{ ...one, id: "call00001" }],
    ],
    [
      "Ollama's own object",
      "chat",
      {
        message: {
          content: "",
          tool_calls: [{ function: { name: "clock", arguments: { city: "Lisbon" } } }],
        },
      },
      [{ ...one, id: "call00001" }],
    ],
    ["the text of a text", "chat", calling(toolCall(JSON.stringify(LISBON))), [one]],
    ["no arguments", "chat", calling(toolCall("")), [{ ...one, arguments: "{}" }]],
    ["arguments that are null", "chat", calling(toolCall(null)), [{ ...one, arguments: "{}" }]],
    ["the word null", "chat", calling(toolCall("null")), [{ ...one, arguments: "{}" }]],
    ["broken JSON", "chat", calling(toolCall('{"city": "Lis')), [{ ...one, arguments: null }]],
    ["a list", "chat", calling(toolCall("[1]")), [{ ...one, arguments: null }]],
    [
      "arguments without end",
      "chat",
      calling(toolCall(`{"city":"${"x".repeat(MAX_ARGUMENTS_LENGTH)}"}`)),
      [{ ...one, arguments: null }],
    ],
    [
      "the same id twice",
      "chat",
      calling(toolCall(LISBON), toolCall(LISBON)),
      [one, { ...one, id: "call00002" }],
    ],
    [
      "an id that no server takes back",
      "chat",
      calling(toolCall(LISBON, { id: "\0\n" })),
      [{ ...one, id: "call00001" }],
    ],
    [
      "a name with its namespace",
      "chat",
      calling(toolCall(LISBON, { function: { name: "functions.clock", arguments: LISBON } })),
      [one],
    ],
    [
      "a name that is none",
      "chat",
      calling(toolCall(LISBON, { function: { name: "the clock!", arguments: LISBON } })),
      [{ ...one, name: "the_clock_" }],
    ],
    [
      "through Responses",
      "responses",
      output({ type: "reasoning", summary: [] }, functionCall(LISBON)),
      [one],
    ],
    [
      "two through Responses",
      "responses",
      output(functionCall(LISBON), functionCall("{}", { call_id: "call_2" })),
      [one, { id: "call_2", name: "clock", arguments: "{}" }],
    ],
    ["a chat's answer through Responses", "responses", calling(toolCall(LISBON)), [one]],
  ])("%s, %s", async (_shape, api, body, calls) => {
    setup = serve(body);
    expect(await setup.ask(api)).toMatchObject({ kind: "tool-calls", calls });
  });

  test("never more than a few of one reply", async () => {
    setup = serve(
      calling(...Array.from({ length: 100 }, (_, n) => toolCall(LISBON, { id: `call_${n}` }))),
    );
    const round = await setup.roundOf("chat");
    expect(round.calls).toHaveLength(MAX_CALLS);
  });

  test("a filter's refusal wins over the calls before it", async () => {
    setup = serve(completion(null, "content_filter", { tool_calls: [toolCall(LISBON)] }));
    expect(await setup.ask("chat")).toMatchObject({ kind: "answer", outcome: "refused" });
  });

  test("calls without an offered tool are ignored, and the words beside them are the answer", async () => {
    setup = serve(completion("Noon.", "tool_calls", { tool_calls: [toolCall(LISBON)] }));
    expect(await setup.ask("chat", [], [])).toMatchObject({ kind: "answer", text: "Noon." });
  });
});

describe("calls in an unrequested stream are joined:", () => {
  const events = (...all: object[]) =>
    [...all.map((one) => `data: ${JSON.stringify(one)}`), "data: [DONE]", ""].join("\n\n");
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    model: "m",
    choices: [{ index: 0, delta, finish_reason }],
  });
  const piece = (index: number | undefined, args: string, over: object = {}) => ({
    tool_calls: [{ index, ...over, function: { arguments: args, ...over } }],
  });
  const two = [
    { id: "call_1", name: "clock", arguments: LISBON },
    { id: "call_2", name: "clock", arguments: "{}" },
  ];
  test.each<[string, Api, string]>([
    [
      "piece by piece",
      "chat",
      events(
        chunk(piece(0, "", { id: "call_1", name: "clock" })),
        chunk(piece(0, '{"city":')),
        chunk(piece(1, "", { id: "call_2", name: "clock" })),
        chunk(piece(0, '"Lisbon"}')),
        chunk({}, "tool_calls"),
      ),
    ],
    [
      "whole and without a number",
      "chat",
      events(
        chunk(piece(undefined, LISBON, { id: "call_1", name: "clock" })),
        chunk(piece(undefined, "{}", { id: "call_2", name: "clock" })),
        chunk({}, "stop"),
      ),
    ],
    [
      "as items of Responses",
      "responses",
      events(
        { type: "response.output_item.done", item: functionCall(LISBON) },
        { type: "response.output_item.done", item: functionCall("{}", { call_id: "call_2" }) },
        { type: "response.completed", response: { model: "m", status: "completed", output: [] } },
      ),
    ],
  ])("%s", async (_shape, api, body) => {
    setup = serve(body);
    expect(await setup.ask(api)).toMatchObject({ kind: "tool-calls", calls: two });
  });
});
