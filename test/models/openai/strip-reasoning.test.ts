import { describe, expect, test } from "bun:test";
import { stripReasoning } from "../../../src/models/openai/strip-reasoning.ts";
import { cpuTimeOf } from "../../cpu-time.ts";

const THOUGHT = "Okay, the user says hello.\n\nI should greet them, in short.";
const said = (text: string) => stripReasoning(text).trim();

describe("a model's reasoning is not shown:", () => {
  test.each([
    ["DeepSeek R1 and Qwen", `<think>\n${THOUGHT}\n</think>\n\nHello!`],
    ["without a line break", `<think>${THOUGHT}</think>Hello!`],
    ["an empty block", "<think>\n\n</think>\n\nHello!"],
    ["begun in the prompt", `${THOUGHT}\n</think>\n\nHello!`],
    ["begun in the prompt, on one line", "I should greet.</think>Hello!"],
    ["begun in the prompt, with spaces", "I should greet. </think> Hello!"],
    ["two blocks", `<think>${THOUGHT}</think>\n<think>Really?</think>\nHello!`],
    ["nested blocks", "<think>a <think>b</think> c</think>Hello!"],
    ["in capitals", `<THINK>${THOUGHT}</THINK>Hello!`],
    ["thinking", `<thinking>\n${THOUGHT}\n</thinking>\nHello!`],
    ["thought", `<thought>${THOUGHT}</thought>Hello!`],
    ["reasoning", `<reasoning>${THOUGHT}</reasoning>\n\nHello!`],
    ["with an attribute", `<think duration="3">${THOUGHT}</think>Hello!`],
    ["Magistral", `[THINK]${THOUGHT}[/THINK]Hello!`],
    ["Kimi", `◁think▷${THOUGHT}◁/think▷Hello!`],
    ["Seed-OSS", `<seed:think>${THOUGHT}</seed:think>Hello!`],
    ["LongCat", `<longcat_think>${THOUGHT}</longcat_think>Hello!`],
    ["an answer in tags, whose reasoning is elsewhere", "<answer>\nHello!\n</answer>"],
    ["OpenAI's citations", "Hello \ue200cite\ue202turn0search0\ue202turn1view0\ue201!"],
    ["the citations of gpt-oss", "Hello【4:0†source】【12†L1-L3】!"],
    ["MiniMax", `<mm:think>${THOUGHT}</mm:think>Hello!`],
    [
      "Command A",
      `<|START_THINKING|>${THOUGHT}<|END_THINKING|><|START_RESPONSE|>Hello!<|END_RESPONSE|>`,
    ],
    ["Gemma 4", `<|channel>thought\n${THOUGHT}<channel|>Hello!`],
    [
      "Sky-T1",
      `<|begin_of_thought|>${THOUGHT}<|end_of_thought|><|begin_of_solution|>Hello!<|end_of_solution|>`,
    ],
    ["Hunyuan", `<think>${THOUGHT}</think>\n<answer>\nHello!\n</answer>`],
    [
      "with a code block that was cut off",
      `<think>Like this:\n\`\`\`js\nlet a;\n</think>\n\nHello!`,
    ],
    [
      "that names the tag",
      "<think>They ask what `</think>` is, and the </think> tag ends it.</think>Hello!",
    ],
    ["behind the start of a sentence", "Hello<think>Is that all?</think>!"],
    [
      "behind the start of a sentence, and another behind it",
      "Hello<think>Hm. </think>! <think>So</think>",
    ],
    [
      "behind a first word and before a new sentence",
      "<think>a</think> <think>They greet us, I see.</think>Hello!",
    ],
    ["at the end, cut off", "Hello!\n<think>\nWas that right? The user"],
  ])("%s", (_, text) => {
    expect(said(text)).toBe("Hello!");
  });

  test.each([
    ["cut off by the limit", `<think>\n${THOUGHT}`],
    ["cut off within code", "<think>Like this:\n```js\nlet a;"],
    ["of Magistral", `[THINK]${THOUGHT}`],
    ["of gpt-oss", `<|channel|>analysis<|message|>${THOUGHT}`],
    ["of gpt-oss with its tokens dropped", "analysisThe user says hello. We greet."],
    ["with nothing behind it", `<think>${THOUGHT}</think>`],
    ["begun in the prompt, with nothing behind it", `${THOUGHT}</think>`],
  ])("of reasoning alone nothing is left, %s", (_, text) => {
    expect(said(text)).toBe("");
  });
});

describe("of the channels of gpt-oss the last one is shown:", () => {
  test.each([
    [
      `<|channel|>analysis<|message|>${THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>Hello!`,
    ],
    [
      `<|start|>assistant<|channel|>analysis<|message|>${THOUGHT}<|end|>\n<|start|>assistant<|channel|>final<|message|>Hello!<|return|>`,
    ],
    [`${THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>Hello!<|return|>`],
    [
      `<|channel|>commentary to=functions.search<|constrain|>json<|message|>{"q":1}<|call|><|start|>assistant<|channel|>final<|message|>Hello!`,
    ],
    ["<|channel|>final <|constrain|>text<|message|>Hello!"],
    ["<|channel|>final Hello!<|return|>"],
    ["<|channel|>assistant<|message|>Hello!<|end|>"],
    ["<|start|>assistant<|message|>Hello!<|end|>"],
    [
      "<|channel|>analysis<|message|>```js\n<|end|><|start|>assistant<|channel|>final<|message|>Hello!",
    ],
    ["analysisWe should greet. Nothing else.assistantfinalHello!"],
    ["assistantanalysis\nWe should greet.assistantfinal\nHello!"],
  ])("%s", (text) => {
    expect(said(text)).toBe("Hello!");
  });
});

describe("the tokens of a template are no text:", () => {
  test.each([
    ["Hello!<|im_end|>"],
    ["<|im_start|>assistant\nHello!<|im_end|>"],
    ["Hello!<|im_end|>\n<|im_start|>user\nAnd now?<|im_end|>"],
    ["Hello!<|eot_id|>"],
    ["<|start_header_id|>assistant<|end_header_id|>\n\nHello!<|eot_id|>"],
    ["Hello!<|start_header_id|>user<|end_header_id|>\n\nAnd now?"],
    ["Hello!<|endoftext|>Human: what else?"],
    ["Hello!<|end|>"],
    ["<|assistant|>\nHello!"],
    ["Hello!<|user|>\nAnd now?"],
    ["Hello!<end_of_turn>\n<start_of_turn>user\nAnd now?"],
    ["<start_of_turn>model\nHello!<end_of_turn>"],
    ["Hello!</s>"],
    ["<s>[INST]Hello!"],
    ["Hello![/INST]"],
    ["Hello!<｜end▁of▁sentence｜>"],
    ["<｜Assistant｜>Hello!"],
    ["Hello!<|END_OF_TURN_TOKEN|>"],
    ["<|begin_of_box|>Hello!<|end_of_box|>"],
    ["<|python_tag|>Hello!<|eom_id|>"],
  ])("%s", (text) => {
    expect(said(text)).toBe("Hello!");
  });
});

describe("the same words as the subject of an answer stay as they are:", () => {
  test.each([
    ["The `<think>` tag begins it and `</think>` ends it."],
    ["```html\n<think>\nmy thoughts\n</think>\n```\nThat is how R1 writes."],
    ["Here it is:\n~~~\n<think>a</think>\n~~~"],
    ["Cut the text at `</think>`:\n\n```python\ntext.split('</think>')[-1]\n```"],
    ['Look for "<think>" first, then for "</think>".'],
    ["The <think> tag begins it, and </think> ends it."],
    ["Put it between <think> and </think> tags."],
    ["It stops at the </think> tag, you know."],
    ["<think> is the tag that begins it."],
    ["Models write tags (<think>, <answer>) before they speak."],
    ["Two tags (<think>, </think>) stand around it."],
    ["Tags like <think>/</think> or <think>...</think> stand around it."],
    ["R1 writes <think>its thoughts</think> before it answers."],
    ["A model puts <think>first this, then that, and so on until it is done</think> in front."],
    ["Everything between them, as in <think>2 and 2 are 4</think>, is hidden (<think>so</think>)."],
    ["Los modelos escriben <think>sus ideas</think> y después la respuesta."],
    ["1. <think> – where it begins\n2. </think> – where it ends\n\nThat is all."],
    ["- <think>: where it begins\n- </think>: where it ends"],
    ["**<think>** begins it, _</think>_ ends it."],
    ["| tag | use |\n| --- | --- |\n| <think> | begins |\n| </think> | ends |"],
    ["## <think>\nThe tag of R1."],
    ["The tag: <think>"],
    ["ChatML ends a turn with `<|im_end|>`."],
    ["```\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n```"],
    ["gpt-oss writes `<|channel|>analysis<|message|>` first."],
    ["```\n<|channel|>analysis<|message|>Hm<|end|>\n```"],
    ["~~old~~ or <s>old</s> is struck."],
    ["f <| g |> h, a < b > c, x<y, [1] and [THINKING about it]"],
    ["analysis of the text: it is short."],
    ["I think <b>so</b>. <thinker>"],
    ["In the middle:\n```\n<think>\nof a block that was cut"],
  ])("%s", (text) => {
    expect(stripReasoning(text)).toBe(text);
  });

  test("and the text around a block stays two paragraphs", () => {
    expect(said("One.\n\n<thinking>Hm.</thinking>\n\nTwo.")).toBe("One.\n\nTwo.");
  });

  test("but not where thoughts are long, have lines, or stand between two sentences", () => {
    for (const thought of ["They say hello. ".repeat(10), "They say\nhello.", THOUGHT])
      expect(said(`Well, <think>${thought}</think> hello!`)).toBe("Well,  hello!");
    expect(said("Well. <think>They say hello.</think> Hello!")).toBe("Well.  Hello!");
    expect(said("Well, <think>they say hello.</think> Hello!")).toBe("Well,  Hello!");
  });

  test("also behind reasoning that talks about them", () => {
    const answer = "Write it so:\n\n```html\n<think>…</think>\n```\n\nThe `</think>` ends it.";
    expect(said(`<think>\nThe tag <think> and \`</think>\`.\n</think>\n\n${answer}`)).toBe(answer);
  });
});

test.each([
  ["<think>"],
  ["</think>"],
  ["the <think> tag "],
  ["a </think> tag "],
  ["<think></think>"],
  ["<|im_end|>"],
  ["`<think>` "],
  ["``` `` ` <think>\n"],
  ["```\n"],
  ["<|channel|>"],
  ["<|channel|>final<|message|>"],
  ["</s>"],
  ["[/INST] "],
  ["<answer></think>"],
  ["assistantfinal"],
  ["'</think> "],
])("%p over and over costs no more than its length", (piece) => {
  const text = piece.repeat(400_000 / piece.length) + " ".repeat(100_000);
  const cost = (some: string) => cpuTimeOf(() => stripReasoning(some));
  cost(text.slice(0, 10_000));
  expect(cost(text)).toBeLessThan(400);
});
