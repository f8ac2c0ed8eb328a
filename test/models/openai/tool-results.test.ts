import { afterEach, describe, expect, test } from "bun:test";
import { completion, openAiError } from "./dialects/dialect.ts";
import {
  calling,
  functionCall,
  LISBON,
  message,
  modelAt,
  output,
  serve,
  toolCall,
  type ToolSetup,
} from "./tool-setup.ts";
import { CLOCK, modelRequest } from "./upstream.ts";

let setup: ToolSetup;
afterEach(() => setup.upstream.stop());

describe("the results go back", () => {
  test("through Chat Completions behind the call, with the reasoning and the signature that led to it", async () => {
    const extra_content = { google: { thought_signature: "c2ln" } };
    const said = { tool_calls: [toolCall(LISBON, { extra_content })], reasoning_content: "Hm." };
    setup = serve(completion("Let me see.", "tool_calls", said), completion("Noon."));
    const round = await setup.roundOf("chat", "12:00");
    expect(await setup.ask("chat", [round])).toMatchObject({ kind: "answer", text: "Noon." });
    expect(setup.lastBody().messages.slice(-3)).toEqual([
      { role: "user", content: "How are you?" },
      {
        role: "assistant",
        content: "Let me see.",
        reasoning_content: "Hm.",
        tool_calls: [toolCall(LISBON, { extra_content })],
      },
      { role: "tool", tool_call_id: "call_1", content: "12:00" },
    ]);
  });

  test("through Responses behind the encrypted reasoning, without the ids of what is stored nowhere", async () => {
    const reasoning = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAAA" };
    setup = serve(output(reasoning, functionCall(LISBON)), output(message("Noon.")));
    const round = await setup.roundOf("responses", "12:00");
    expect(await setup.ask("responses", [round])).toMatchObject({ kind: "answer", text: "Noon." });
    expect(setup.lastBody().input.slice(-3)).toEqual([
      { type: "reasoning", summary: [], encrypted_content: "gAAAA" },
      { type: "function_call", call_id: "call_1", name: "clock", arguments: LISBON },
      { type: "function_call_output", call_id: "call_1", output: "12:00" },
    ]);
  });

  test("without reasoning that only the server could read", async () => {
    setup = serve(output({ type: "reasoning", id: "rs_1", summary: [] }, functionCall(LISBON)));
    const round = await setup.roundOf("responses", "12:00");
    await setup.ask("responses", [round]);
    expect(setup.lastBody().input.slice(-2)).toEqual([
      { type: "function_call", call_id: "call_1", name: "clock", arguments: LISBON },
      { type: "function_call_output", call_id: "call_1", output: "12:00" },
    ]);
  });

  test("also of calls that another model, or another API, has asked for", async () => {
    setup = serve(output(functionCall(LISBON)), completion("Noon."));
    const round = await setup.roundOf("responses", "12:00");
    await setup.ask("chat", [round]);
    expect(setup.lastBody().messages.slice(-2)).toEqual([
      { role: "assistant", content: null, tool_calls: [toolCall(LISBON)] },
      { role: "tool", tool_call_id: "call_1", content: "12:00" },
    ]);
    await setup.ask("responses", [
      { ...round, continuation: { of: "m2 through responses", data: "[]" } },
    ]);
    expect(setup.lastBody().input.slice(-2)).toMatchObject([
      { type: "function_call", call_id: "call_1" },
      { type: "function_call_output", call_id: "call_1", output: "12:00" },
    ]);
  });

  test.each(["chat", "responses"] as const)(
    "with arguments that can be read, where the model's could not, in %s",
    async (api) => {
      setup = serve(api === "chat" ? calling(toolCall("{")) : output(functionCall("{")));
      const round = await setup.roundOf(api, "no");
      await setup.ask(api, [round]);
      expect(JSON.stringify(setup.upstream.bodies.at(-1))).toContain('"arguments":"{}"');
    },
  );

  test.each(["chat", "responses"] as const)(
    "as words where no tool is offered any more, in %s",
    async (api) => {
      const calls = [{ id: "call_1", name: "clock", arguments: LISBON }];
      setup = serve(completion("Noon."));
      await setup.ask(api, [{ calls, results: ["12:00"], continuation: null }], []);
      const sent = JSON.stringify(setup.upstream.bodies.at(-1));
      expect(sent).not.toMatch(/tool_call|function_call|"tools"/);
      expect(sent).toContain(
        JSON.stringify(`the tool clock with ${LISBON}. It returned:)\n12:00`).slice(1, -1),
      );
    },
  );
});

describe("a server that refuses them", () => {
  const refuse = (words: string) => () => Response.json(openAiError(words), { status: 400 });

  test.each(["chat", "responses"] as const)(
    "is asked without tools from then on, in %s",
    async (api) => {
      setup = serve(refuse("m does not support tools"), completion("Noon."));
      const asked = modelAt(api, setup.upstream);
      const request = modelRequest({ tools: [CLOCK] });
      expect(await asked.respond(request)).toMatchObject({ kind: "answer", text: "Noon." });
      expect(await asked.respond(request)).toMatchObject({ kind: "answer", text: "Noon." });
      expect(setup.upstream.bodies.map((body) => "tools" in Object(body))).toEqual([
        true,
        false,
        false,
      ]);
    },
  );

  test("in the role of results alone receives them in words, and is still offered tools", async () => {
    const calls = [{ id: "call_1", name: "clock", arguments: LISBON }];
    setup = serve(
      refuse("Conversation roles must alternate user/assistant/user"),
      completion("Noon."),
    );
    const rounds = [{ calls, results: ["12:00"], continuation: null }];
    expect(await setup.ask("chat", rounds)).toMatchObject({ kind: "answer", text: "Noon." });
    expect(JSON.stringify(setup.lastBody().messages)).not.toContain("tool_calls");
    expect(setup.lastBody()).toHaveProperty("tools");
  });

  test("in the reasoning that goes back is asked without it", async () => {
    const said = { tool_calls: [toolCall(LISBON)], reasoning_content: "Hm." };
    setup = serve(
      completion(null, "tool_calls", said),
      refuse("'messages.1' : property 'reasoning_content' is unsupported"),
      completion("Noon."),
    );
    const round = await setup.roundOf("chat", "12:00");
    expect(await setup.ask("chat", [round])).toMatchObject({ kind: "answer", text: "Noon." });
    expect(JSON.stringify(setup.lastBody())).not.toContain("reasoning_content");
  });

  test("in encrypted reasoning is not asked for it", async () => {
    const minds = {
      message: "Encrypted content is not supported with this model.",
      param: "include",
    };
    setup = serve(
      () => Response.json({ error: minds }, { status: 400 }),
      output(functionCall(LISBON)),
    );
    expect(await setup.ask("responses")).toMatchObject({ kind: "tool-calls" });
    expect(setup.lastBody()).not.toHaveProperty("include");
  });
});
