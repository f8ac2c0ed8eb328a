import { describe, expect, test } from "bun:test";
import { formatWhatsapp } from "../../src/text/format-whatsapp.ts";
import { cpuTimeOf } from "../cpu-time.ts";

describe("a model's Markdown reads like WhatsApp", () => {
  test.each([
    [
      "headings are bold lines, next to what they head",
      "## The **plan** `x`\n\nGo.",
      "*The plan `x`*\nGo.",
    ],
    ["bold, italics and strike in any nesting", "**a *b ~~c~~*** ***d***", "*a _b ~c~_* *_d_*"],
    ["formatting over two lines is formatting on both", "**a\nb**", "*a*\n*b*"],
    ["one star is italics, as Markdown has it", "*a* and _b_", "_a_ and _b_"],
    ["brackets and quotes go along into bold", '(**a**) "**b**"', '*(a)* *"b"*'],
    ["bold within a word is left out", "re**do** it", "redo it"],
    [
      "bold between Chinese letters gets room",
      "这是**重要**的，**注意：**看",
      "这是 *重要* 的， *注意：* 看",
    ],
    ["bold that Markdown misses at a colon is bold", "**Note:**this", "*Note:* this"],
    ["arithmetic keeps its stars", "2*3*4 and 2**3**4 and a*b*c", "2*3*4 and 2∗∗3∗∗4 and a*b*c"],
    [
      "lists nest by their indent and keep their numbers",
      "3. a\n4. b\n   - c\n     - d",
      "3. a\n4. b\n  - c\n    - d",
    ],
    ["long items keep their distance", "1. a\n\n   b\n\n2. c", "1. a\n\n  b\n\n2. c"],
    ["tasks are boxes", "- [x] a\n- [ ] b", "☑ a\n☐ b"],
    ["quotes of any depth are quotes", "> a\n>\n> > b\n\nc", "> a\n> b\n\nc"],
    [
      "a table is a block of named values a row",
      "|A|**B:**|\n|-|-|\n|1|*2*|\n||4|",
      "*A*: 1\n*B:* _2_\n\n*B:* 4",
    ],
    [
      "a link is its text and its address",
      "[a *b*](https://x.y/_z_?a=1&amp;b)",
      "a _b_ (https://x.y/_z_?a=1&b)",
    ],
    [
      "a link that shows its address is the address",
      "[x.y](https://x.y/) <https://x.y> <a@b.c>",
      "x.y https://x.y a@b.c",
    ],
    [
      "an address has no formatting and loses none of its signs",
      "**https://x.y/_a_/b** *z*",
      "https://x.y/_a_/b _z_",
    ],
    [
      "an image is its description and its address",
      "![a cat](https://x.y/c.png)![](d.png)",
      "a cat (https://x.y/c.png)d.png",
    ],
    ["a rule is a line", "a\n\n---\n\nb", "a\n\n———\n\nb"],
    [
      "breaks and entities are what they stand for",
      "a\\\nb<br>c  \nd &copy; &lt;",
      "a\nb\nc\nd © <",
    ],
    [
      "HTML's tags go, unknown ones are text",
      "<div>\n**a** <b>b</b>\n</div>\n\nVec<T> <a href='u'>l</a><!-- x -->",
      "*a* b\n\nVec<T> l (u)",
    ],
    [
      "footnotes are numbers or stand where they belong",
      "a[^1] b[^2]\n\n[^1]: note\n[^2]: two words and more",
      "a (note) b[2]\n\n[2]: two words and more",
    ],
    ["right-to-left text stays", "**שלום** `x` _مرحبا_", "*שלום* `x` _مرحبا_"],
  ])("%s", (_, markdown, expected) => {
    expect(formatWhatsapp(markdown)).toBe(expected);
    expect(formatWhatsapp(markdown.replaceAll("\n", "\r\n"))).toBe(expected);
  });
});

describe("code is never touched", () => {
  test("in a fence, whatever it holds", () => {
    const code = "# **no** [a](b)\n  - `x` https://a.b/_c_\n\n> | a |";
    expect(formatWhatsapp(`Do:\n\`\`\`py\n${code}\n\`\`\``)).toBe(`Do:\n\n\`\`\`\n${code}\n\`\`\``);
  });

  test("in a list's item and in a quote", () => {
    expect(formatWhatsapp("1. a\n   ```sh\n   b\n     c\n   ```\n2. d")).toBe(
      "1. a\n```\nb\n  c\n```\n2. d",
    );
    expect(formatWhatsapp("> ```\n> b\n> ```")).toBe("```\nb\n```");
  });

  test("in a line, with room around it only where it could be misread", () => {
    expect(formatWhatsapp("`**a**`, (`b()`) and (`*c*`)")).toBe("`**a**`, (b()) and ( `*c*`)");
  });

  test("but for invisible joiners between backticks of its own", () => {
    expect(formatWhatsapp("`` a`b ``")).toBe("```a`b```");
    expect(formatWhatsapp("````\n```\n````")).toBe("```\n\u2060`\u2060`\u2060`\u2060\n```");
  });
});

test("plain characters that WhatsApp would take for markers become look-alikes, others stay", () => {
  expect(formatWhatsapp("\\*a\\* \\_b\\_ \\~c\\~ \\`d\\`")).toBe("∗a∗ ＿b＿ ∼c∼ ‵d‵");
  expect(formatWhatsapp("\\*.txt, snake_case_name, ~5, 5 * 3")).toBe(
    "*.txt, snake_case_name, ~5, 5 * 3",
  );
  expect(formatWhatsapp("\\> no quote")).toBe("\u2060> no quote");
});

test.each([
  ["stars", "*"],
  ["open emphasis", "**a _b "],
  ["open brackets", "["],
  ["open links", "[a]("],
  ["nested images", "![[]()"],
  ["nested quotes", ">"],
  ["nested lists", "1. "],
  ["open tags", "<a b='"],
  ["open scripts", "<script "],
  ["emphasised letters", "_a_ "],
  ["addresses", "https://"],
  ["tables", "|a|b|\n|-|-|\n|c|d|\n\n"],
])("a hundred kilobytes of %s are formatted in no time", (_, text) => {
  const long = text.repeat(100_000 / text.length);
  expect(cpuTimeOf(() => formatWhatsapp(long))).toBeLessThan(3_000);
});
