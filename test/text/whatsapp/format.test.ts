import { describe, expect, test } from "bun:test";
import { formatWhatsapp } from "../../../src/text/whatsapp/format.ts";
import { cpuTimeOf } from "../../cpu-time.ts";
import { LITERALS } from "./literal-texts.ts";
import { shownText } from "./whatsapp-checker.ts";

const withoutSpace = (text: string) => text.replaceAll(/\s+/g, "");

describe("a model's Markdown reads like WhatsApp", () => {
  test.each([
    ["headings are bold lines", "## The **plan** `x`\n\nGo.", "*The plan `x`*\n\nGo."],
    ["headings in quotes and lists are bold", "> # A\n- ## B ##", "> *A*\n- *B*"],
    ["a heading that cannot be bold stays one", "# a* search", "\u2060# a* search"],
    ["bold, italics and strike in any nesting", "**a *b* ~~c~~** ***d***", "*a _b_ ~c~* *_d_*"],
    ["WhatsApp's own formatting stays", "*a* and _b_ and ~c~ `d`", "*a* and _b_ and ~c~ `d`"],
    ["brackets and quotes go along into bold", '(**a**) "**b**"', '*(a)* *"b"*'],
    ["and one of them alone as well", "(**Note** that)", "*(Note* that)"],
    ["bold within a word stays as written", "re**do** it", "re**do** it"],
    [
      "bold at the start of a word ends there",
      "**서울**은 **H**yper",
      "*서울*\u2060은 *H*\u2060yper",
    ],
    [
      "bold between letters of a script without spaces gets room",
      "这是**重要**的，**注意：**看 **重要**です",
      "这是 *重要* 的， *注意：* 看 *重要* です",
    ],
    ["bold behind an emoji or a dash gets room", "✅**Done** —**so**", "✅ *Done* — *so*"],
    ["bold that Markdown misses at a colon is bold", "**Note:**this", "*Note:* this"],
    ["two underscores are bold around words", "__Very important:__ x", "*Very important:* x"],
    ["a style that WhatsApp would cut short stays", "**a* b**", "\u2060**a* b**"],
    ["lists keep their numbers", "2. B\n5. C\n9. A", "2. B\n5. C\n9. A"],
    ["also when they count down", "3. Bronze\n2. Silver\n1. Gold", "3. Bronze\n2. Silver\n1. Gold"],
    ["lists nest by their indent", "4. b\n   - c\n     * d", "4. b\n   - c\n     * d"],
    ["loose lists stay loose", "1. a\n\n   b\n\n2. c", "1. a\n\n   b\n\n2. c"],
    ["tasks are boxes", "- [x] a\n- [ ] b\n1. [X] c", "☑ a\n☐ b\n1. ☑ c"],
    ["quotes stay, without their empty lines", "> a\n>\n> - b\n\nc", "> a\n> - b\n\nc"],
    [
      "a table is a block of named values a row",
      "|A|**B:**|\n|-|-|\n|1|_2_|\n||4|5|",
      "*A*: 1\n*B:* _2_\n\n*B:* 4\n5",
    ],
    [
      "a pipe in code does not part a table's cells",
      "A | B\n--|--\n`a|b` | c\\|d",
      "*A*: `a|b`\n*B*: c|d",
    ],
    ["a table in a quote stays in it", "> |A|\n> |-|\n> |1|", "> *A*: 1"],
    [
      "a link is its text and its address",
      "[a **b**](https://x.y/_z_(1)?a=1&amp;b)",
      "a *b* (https://x.y/_z_(1)?a=1&b)",
    ],
    ["a citation keeps its brackets", "so [[1]](https://x.y)", "so [1] (https://x.y)"],
    ["a badge is text", "[![a](https://b.c)](https://d.e)", "a (https://b.c) (https://d.e)"],
    [
      "a link that shows its address is the address",
      "[x.y](https://x.y/) <https://x.y> [a@b.c](mailto:a@b.c)",
      "x.y https://x.y a@b.c",
    ],
    ["an address loses none of its signs", "https://x.y/_a_/b*c*", "https://x.y/_a_/b*c*"],
    [
      "an image is its description and its address",
      "![a cat](https://x.y/c.png)![](d.png)",
      "a cat (https://x.y/c.png)d.png",
    ],
    ["a rule is a line", "a\n\n---\n\nb\n* * *", "a\n\n———\n\nb\n———"],
    ["breaks and entities are what they stand for", "a<br>b<br/>c &copy; R&amp;D", "a\nb\nc © R&D"],
    [
      "HTML's elements of formatting are formatting",
      "<div>\n<b>a</b> <em>b</em> <del>c</del> <code>d*</code> <u>e</u>\n</div>",
      "*a* _b_ ~c~ `d*` e",
    ],
    ["blocks of HTML are lines", "<ul>\n<li>a</li>\n<li>b</li>\n</ul><h2>c</h2>", "- a\n- b\n*c*"],
    [
      "HTML's links are links",
      "<a href='https://x.y'>l</a><img src=\"u.png\">",
      "l (https://x.y)u.png",
    ],
    [
      "powers and indices are no part of the number beside them",
      "10<sup>5</sup> m<sup>2</sup>, H<sub>2</sub>O, 1<sup>st</sup>, e<sup>ax</sup>",
      "10⁵ m², H₂O, 1st, e^(ax)",
    ],
    ["right-to-left text stays", "**שלום** `x` _مرحبا_", "*שלום* `x` _مرحبا_"],
    [
      "marks of Indic and Thai scripts belong to words",
      "**नमस्ते** **สวัสดี**ครับ",
      "*नमस्ते* *สวัสดี* ครับ",
    ],
  ])("%s", (_, markdown, expected) => {
    expect(formatWhatsapp(markdown)).toBe(expected);
    expect(formatWhatsapp(expected)).toBe(expected);
    expect(formatWhatsapp(markdown.replaceAll("\n", "\r\n"))).toBe(expected);
  });
});

describe("code is never touched", () => {
  test("in a fence, whatever it contains", () => {
    const code = "# **no** [a](b)\n  - `x` https://a.b/_c_\n<br>&amp;\n\n> | a |";
    for (const fence of ["```py", "~~~", "````"]) {
      const end = fence.replace("py", "");
      expect(formatWhatsapp(`Do:\n${fence}\n${code}\n${end}`)).toBe(`Do:\n\`\`\`\n${code}\n\`\`\``);
    }
  });

  test("in a fence that holds other backticks before those that could end it", () => {
    const formatted = formatWhatsapp("```\n```word\n\n**````");
    expect(formatted).toMatch(/^```\n[^]*word\n\n[^]*\n```$/);
    expect(formatted.split("```")).toHaveLength(3);
  });

  test("in a fence that never ends, as in an answer that is cut short", () => {
    expect(formatWhatsapp("```\na **b**")).toBe("```\na **b**\n```");
  });

  test("beside a marker, which is none there", () => {
    expect(formatWhatsapp("a *```b```")).toBe("a *```b```");
  });

  test("in WhatsApp's own way, which begins and ends beside the code", () => {
    const text = "```npm ci\nnpm **start**```\nso";
    expect(formatWhatsapp(text)).toBe(text);
  });

  test("in a list's item and in a quote", () => {
    expect(formatWhatsapp("1. a\n   ```sh\n   b\n     c\n   ```\n2. d")).toBe(
      "1. a\n```\nb\n  c\n```\n2. d",
    );
    expect(formatWhatsapp("> ```\n> b\n> ```")).toBe("```\nb\n```");
  });

  test("in a line, with room around it only where it could be misread", () => {
    expect(formatWhatsapp("`**a**`, (`b()`) and (`*c*`)")).toBe("`**a**`, (`b()`) and ( `*c*`)");
  });

  test("but for invisible joiners between backticks of its own", () => {
    expect(formatWhatsapp("`` a`b ``")).toBe("```a`b```");
    expect(formatWhatsapp("````\n```\n````")).toBe("```\n`\u2060`\u2060`\n```");
  });
});

describe("text that is not certainly formatting is shown as written", () => {
  const places: ReadonlyArray<(literal: string) => string> = [
    (literal) => literal,
    (literal) => `See ${literal}.`,
    (literal) => `- ${literal}`,
    (literal) => `> ${literal}`,
    (literal) => `1. x: ${literal}, y`,
    (literal) => `(${literal})`,
    (literal) => `这是${literal}`,
  ];

  test.each(LITERALS.map((literal) => [literal]))("%s", (literal) => {
    for (const place of places) {
      const text = place(literal);
      expect(withoutSpace(shownText(formatWhatsapp(text)))).toBe(withoutSpace(text));
      const labelled = formatWhatsapp(`**Note**: ${literal}`);
      expect(withoutSpace(shownText(labelled))).toBe(withoutSpace(`Note: ${literal}`));
    }
  });

  test("without a joiner where WhatsApp takes nothing for a marker", () => {
    for (const text of ["$5*2 and 3*$4", "src/**/*.ts and test/**/*.ts", ".*foo.*", "-_- and -_-"])
      expect(formatWhatsapp(text)).toBe(text);
    expect(formatWhatsapp("¯\\_(ツ)_/¯")).toBe("¯\\_(ツ)_/¯");
    expect(formatWhatsapp("__init__.py")).toBe("\u2060__init__.py");
  });

  test("and an answer never becomes empty", () => {
    for (const text of ["![](data:image/png;base64,AA)", "<div>\n</div>", ">\n>", "<b></b>", "**"])
      expect(formatWhatsapp(text)).not.toBe("");
  });
});

// The largest answer that reaches the formatter.
const LARGEST = 256 * 1024;

test.each([
  ..."* ** _ __ ~~ ` ``` [ ![ ]( ( > # + - | < & ~ \\ https:// www. 👍🏽 x".split(" "),
  "*a ",
  "**a ",
  "**a** ",
  "_a_ ",
  "*_",
  "**a* b** ",
  "[a](",
  "[a](b ",
  '[a](b "',
  "[[a] ",
  "<a b='",
  "<b>",
  "<b>a</b>",
  "<li>\n",
  "<script ",
  "<!--",
  "&lt;",
  "> ",
  "1. ",
  "- [ ] a\n",
  "# a\n",
  "# *a\n",
  "```\n",
  "```a\n",
  "~~~ a\n",
  "|a|b|\n|-|-|\n|c|d|\n\n",
  "|-|\n",
  "\n",
  "a\n",
  " ",
  "(**a** ",
  "这**a**的",
  "**서**은",
  "`a` ",
  "*a `b*` ",
])("an answer of the largest size that is %j over and over costs little time", (piece) => {
  const signs = piece.match(/[*_~`<[|#>&]/g)?.length ?? 0;
  const most = Math.floor(LARGEST / piece.length);
  for (const count of [most, Math.min(most, Math.floor(8_000 / Math.max(1, signs)))]) {
    const text = piece.repeat(count);
    const fastest = Math.min(...[1, 2, 3].map(() => cpuTimeOf(() => formatWhatsapp(text))));
    expect(fastest).toBeLessThan(100);
  }
});
