import { afterEach, describe, expect, test } from "bun:test";
import { completion } from "./dialects/dialect.ts";
import { LISBON, serve, type ToolSetup } from "./tool-setup.ts";

let setup: ToolSetup;
afterEach(() => setup.upstream.stop());

const JSON_CALL = `{"name": "clock", "arguments": ${LISBON}}`;

describe("a call that a server passes on as text is made, in the template of", () => {
  test.each([
    ["Hermes and Qwen", `<tool_call>\n${JSON_CALL}\n</tool_call>`],
    ["the same, cut off at the tag that ends it", `<tool_call>\n${JSON_CALL}`],
    [
      "the same, behind words and reasoning",
      `<think>Hm.</think>Let me see.\n<tool_call>${JSON_CALL}</tool_call>`,
    ],
    [
      "Qwen Coder",
      "<tool_call>\n<function=clock>\n<parameter=city>\nLisbon\n</parameter>\n</function>\n</tool_call>",
    ],
    [
      "GLM",
      "<tool_call>clock\n<arg_key>city</arg_key>\n<arg_value>Lisbon</arg_value>\n</tool_call>",
    ],
    [
      "LongCat",
      "<longcat_tool_call>clock\n<longcat_arg_key>city</longcat_arg_key>\n<longcat_arg_value>Lisbon</longcat_arg_value>\n</longcat_tool_call>",
    ],
    [
      "MiniMax",
      '<minimax:tool_call>\n<invoke name="clock">\n<parameter name="city">Lisbon</parameter>\n</invoke>\n</minimax:tool_call>',
    ],
    [
      "DeepSeek",
      `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>clock\n\`\`\`json\n${LISBON}\n\`\`\`<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
    ],
    [
      "DeepSeek's later versions",
      `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>clock<｜tool▁sep｜>${LISBON}<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
    ],
    [
      "DeepSeek's latest versions",
      '<｜DSML｜function_calls>\n<｜DSML｜invoke name="clock">\n<｜DSML｜parameter name="city" string="true">Lisbon</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>',
    ],
    [
      "Kimi",
      `<|tool_calls_section_begin|><|tool_call_begin|>functions.clock:0<|tool_call_argument_begin|>${LISBON}<|tool_call_end|><|tool_calls_section_end|>`,
    ],
    ["Mistral", `[TOOL_CALLS][${JSON_CALL}]`],
    ["Mistral's later versions", `[TOOL_CALLS]clock[ARGS]${LISBON}`],
    ["Granite and Phi", `<|tool_call|>[${JSON_CALL}]`],
    ["Llama", `{"name": "clock", "parameters": ${LISBON}}`],
    ["Llama with its token", `<|python_tag|>{"name": "clock", "parameters": ${LISBON}}<|eom_id|>`],
    ["Llama with a tag", `<function=clock>${LISBON}</function>`],
    ["a block of code", `\`\`\`json\n${JSON_CALL}\n\`\`\``],
    [
      "gpt-oss",
      `<|channel|>commentary to=functions.clock <|constrain|>json<|message|>${LISBON}<|call|>`,
    ],
  ])("%s", async (_, text) => {
    setup = serve(completion(text));
    for (const api of ["chat", "responses"] as const)
      expect(await setup.ask(api)).toMatchObject({
        kind: "tool-calls",
        calls: [{ id: "call00001", name: "clock", arguments: LISBON }],
        continuation: null,
      });
  });
});

test("several written calls are several, and one without arguments has none", async () => {
  setup = serve(
    completion(`<tool_call>${JSON_CALL}</tool_call>\n<tool_call>{"name":"clock"}</tool_call>`),
  );
  expect(await setup.ask("chat")).toMatchObject({
    calls: [
      { id: "call00001", arguments: LISBON },
      { id: "call00002", arguments: "{}" },
    ],
  });
});

describe("no call is", () => {
  test.each([
    ["one within reasoning", `<think><tool_call>${JSON_CALL}</tool_call></think>Noon.`, "Noon."],
    [
      "one of another tool",
      '<tool_call>{"name":"calendar","arguments":{}}</tool_call>',
      '<tool_call>{"name":"calendar","arguments":{}}</tool_call>',
    ],
    [
      "a sentence about calls",
      "Models write <tool_call>{…} to call clock.",
      "Models write <tool_call>{…} to call clock.",
    ],
    ["an answer in JSON", '{"name": "clock", "price": 5}', '{"name": "clock", "price": 5}'],
  ])("%s", async (_, text, answer) => {
    setup = serve(completion(text));
    expect(await setup.ask("chat")).toMatchObject({ kind: "answer", text: answer });
  });
});
