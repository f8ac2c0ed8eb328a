import { describe, expect, test } from "bun:test";
import { formatWhatsapp } from "../../../src/text/whatsapp/format.ts";
import { splitReply } from "../../../src/text/whatsapp/split.ts";

describe("lists and tables of every kind keep what is written", () => {
  test.each([
    ["0. Zero\n1. One", "0. Zero\n1. One"],
    ["1. a\n1. a\n1. a", "1. a\n1. a\n1. a"],
    ["10. J\n9. I\n8. H", "10. J\n9. I\n8. H"],
    ["1999. A great year.\n2000. Another.", "1999. A great year.\n2000. Another."],
    ["- 5\n- -3\n- +2", "- 5\n- -3\n- +2"],
    ["+ 1 555 0100\n+ 44 20 7946", "+ 1 555 0100\n+ 44 20 7946"],
    ["**5. Five**\n**7. Seven**", "*5. Five*\n*7. Seven*"],
    ["- [-] part\n- [/] half\n- [?] q", "- [-] part\n- [/] half\n- [?] q"],
    ["- [] none\n- [x]none", "- [] none\n- [x]none"],
    ["> - [ ] q\n> - [x] r", "> ☐ q\n> ☑ r"],
    [
      "|Op|Is|\n|-|-|\n|`||`|or|\n|x \\| y|`p|q`|",
      "*Op*: `||`\n*Is*: or\n\n*Op*: x | y\n*Is*: `p|q`",
    ],
    ["|A|B|\n|-|-|\n|$5*2|3*$4|", "*A*: $5*2\n*B*: 3*$4"],
    ["|A|B|\n|-|-|\n|1|2|3|\n|||\n|4|", "*A*: 1\n*B*: 2\n3\n\n*A*: 4"],
    ["|א|ב|\n|-|-|\n|שלום|**עולם**|", "*א*: שלום\n*ב*: *עולם*"],
    ["| a || b |\n|---|---|", "| a || b |\n|---|---|"],
    ["Text.[^1]\n\n[^1]: See [a](https://x.y).", "Text.[^1]\n\n[^1]: See a (https://x.y)."],
  ])("%j", (markdown, expected) => {
    expect(formatWhatsapp(markdown)).toBe(expected);
    expect(formatWhatsapp(expected)).toBe(expected);
  });
});

describe("bold beside signs and scripts of every kind is bold", () => {
  test.each([
    ["¿**Qué**? ¡**Hola**! ¿**Cuándo** es?", "*¿Qué?* *¡Hola!* *¿Cuándo* es?"],
    ["„**a**“ ‹**b**› 『**c**』 〈**d**〉", "*„a“* *‹b›* *『c』* *〈d〉*"],
    ["1️⃣**One** •**a**", "1️⃣ *One* • *a*"],
    ["👩‍👩‍👧‍👦**Family** 🇩🇪**Berlin**🇫🇷", "👩‍👩‍👧‍👦 *Family* 🇩🇪 *Berlin*🇫🇷"],
    ["❤️‍🔥**hot**, **🧑🏽‍💻🧑‍🚀**: x", "❤️‍🔥 *hot*, *🧑🏽‍💻🧑‍🚀*: x"],
    ["\u200f**שלום**\u200f \u2068**a**\u2069", "*\u200fשלום\u200f* *\u2068a\u2069*"],
    ["这是\u200b**重点**\u200b内容", "这是 *\u200b重点\u200b* 内容"],
    ["**مرحبا**بالعالم، **«نعم»** ثم", "*مرحبا*\u2060بالعالم، *«نعم»* ثم"],
    ["**第一**、**第二**。价格：**¥100**元", "*第一*、 *第二*。价格： *¥100* 元"],
    ["ไทย**คำ**ไทย", "ไทย *คำ* ไทย"],
    [
      "**[a](https://x.y/b_(c))** and [**d**](https://x.y)",
      "*a (https://x.y/b_(c))* and *d* (https://x.y)",
    ],
    ["`` a`b `` and **`code` bold**", "```a`b``` and *`code` bold*"],
  ])("%j", (markdown, expected) => {
    expect(formatWhatsapp(markdown)).toBe(expected);
    expect(formatWhatsapp(expected)).toBe(expected);
  });
});

describe("styles that Markdown shows and WhatsApp does not are written as it shows them", () => {
  test.each([
    [
      "words in brackets or quotes",
      'casa (*house*), "*so*", ¿*Qué*?',
      'casa *(house)*, *"so"*, *¿Qué?*',
    ],
    [
      "but no pointer or name",
      "(*fn)(int *x); (*p)->x*y (*args)",
      "(*fn)(int *x); (*p)->x*y (*args)",
    ],
    [
      "italics around bold",
      "*Note: the **second** one* and *a **b***",
      "_Note: the *second* one_ and _a *b*_",
    ],
    [
      "two styles that end together",
      "**The book *Dune***, ***a* b** c",
      "*The book _Dune_*, *_a_ b* c",
    ],
    ["two that begin together", "***Important:** note this* now", "_*Important:* note this_ now"],
    [
      "bold on both sides of a sign",
      "**Ctrl**+**Shift**+**P**, **A**/**B**",
      "*Ctrl+Shift+P*, *A/B*",
    ],
    ["but none that does not end", "**A**/**B and **C**", "*A*/**B and *C*"],
    ["a word behind its elided article", "l'**eau** d’**un** ו-**עוד**", "*l'eau* *d’un* *ו-עוד*"],
    [
      "lines of a poem",
      "*Roses are red,  \nViolets are blue.* — A",
      "*Roses are red,*\n*Violets are blue.* — A",
    ],
    [
      "lines in a quote and an item",
      "> **a\n> b**\n- ~~c\n  d~~ e",
      "> *a*\n> *b*\n- ~c~\n  ~d~ e",
    ],
    ["but not several paragraphs or items", "**a\n\nb**\n\n*c\n- d*", "**a\n\nb**\n\n*c\n- d*"],
    [
      "items with several spaces",
      "*   **A:** b\n    *   c\n1.  d\n> -  e",
      "* *A:* b\n    * c\n1. d\n> - e",
    ],
  ])("%s", (_, markdown, expected) => {
    expect(formatWhatsapp(markdown)).toBe(expected);
    expect(formatWhatsapp(expected)).toBe(expected);
  });
});

describe("what stands close together stays apart", () => {
  test.each([
    [
      "bold in brackets without a space between",
      "**注意**「**重要**」（**看**）：A（*b*）",
      "*注意* *「重要」* *（看）*：A *（b）*",
    ],
    ["links side by side", "[a](https://x.y)[b](https://z.w)", "a (https://x.y) b (https://z.w)"],
    [
      "a citation behind a number",
      "In 2024[1](https://x.y)[2](https://z.w).",
      "In 2024[1] (https://x.y) [2] (https://z.w).",
    ],
  ])("%s", (_, markdown, expected) => {
    expect(formatWhatsapp(markdown)).toBe(expected);
    expect(formatWhatsapp(expected)).toBe(expected);
  });
});

describe("HTML adds and loses no sign", () => {
  test.each([
    [
      "within a word its styles are left out",
      "re<b>do</b> H<i>2</i>O <i>re</i>do",
      "redo H2O redo",
    ],
    ["beside a sign they are as well", "<b>a</b>/<b>b</b>", "*a*/b"],
    ["within Markdown's they are not doubled", "**<b>x</b>** <b>**y**</b>", "*x* *y*"],
    ["in brackets italics cannot be shown", "l'<b>eau</b> (<i>x</i>)", "*l'eau* (x)"],
    [
      "characters by number, but for those that would be markers",
      "don&#x27;t &#8364;5 &ldquo;a&rdquo; &#42;b&#42; &#60;b&#62; &#0; &#xD800;",
      "don't €5 “a” &#42;b&#42; &#60;b&#62; &#0; &#xD800;",
    ],
    ["a block within a sentence is text", "Wrap it in <div>…</div>.", "Wrap it in <div>…</div>."],
    [
      "blocks on one line are lines",
      "<table><tr><td>a</td><td>b</td></tr></table>\n<p>c</p><p>d</p>",
      "a\nb\nc\nd",
    ],
    ["a power of a letter is no digit's letter", "2<sup>x</sup>, 2<sup>k</sup>", "2^(x), 2^(k)"],
    [
      "ordinals are of one word with their number",
      "3<sup>e</sup> XX<sup>e</sup> M<sup>me</sup> n<sup>o</sup> 5<sup>a</sup>",
      "3e XXe Mme no 5a",
    ],
    ["brackets are not doubled", "f<sup>(2)</sup> note<sup>[1]</sup>", "f^(2) note[1]"],
  ])("%s", (_, markdown, expected) => {
    expect(formatWhatsapp(markdown)).toBe(expected);
    expect(formatWhatsapp(expected)).toBe(expected);
  });
});

describe("a cut between two words", () => {
  test("leaves no sign where it would begin an item or a quote", () => {
    for (const sign of ["*", "-", ">"]) {
      const parts = splitReply(`12 ${sign} 34 `.repeat(20), 50);
      expect(parts.length).toBeGreaterThan(1);
      expect(parts.filter((part) => part.startsWith(sign))).toEqual([]);
    }
  });

  test("leaves an address with brackets of its own whole", () => {
    const url = "https://example.com/wiki/Foo_(東京)_bar";
    expect(splitReply(`Look at this address here: ${url}, please`, 40)).toEqual([
      "Look at this address here:",
      `${url},`,
      "please",
    ]);
  });
});

describe("a part ends where a reader would pause:", () => {
  const text = "All the words of a paragraph that is not so short, for once. ".repeat(2).trim();

  test("a title and an announcement are in the part of what they announce", () => {
    for (const title of ["*Second*", "What you need:", "> *Note*"])
      expect(splitReply(`${text}\n\n${title}\n\n${text}`, 160)).toEqual([
        text,
        `${title}\n\n${text}`,
      ]);
  });

  test("but a verse in bold is no title", () => {
    const verse = "*One line of it,*\n*and the other one.*";
    expect(splitReply(`${verse}\n\n${verse}\n\n${verse}`, 90)).toEqual([
      `${verse}\n\n${verse}`,
      verse,
    ]);
  });

  test("an item keeps its nested ones, and they their indentation", () => {
    const item = "- *Item*\n  - the first of it\n  - the second of it";
    expect(splitReply(Array(5).fill(item).join("\n"), 130)).toEqual([
      `${item}\n${item}`,
      `${item}\n${item}`,
      item,
    ]);
  });

  test("a name is not cut behind its title", () => {
    const sentence = "We met Dr. Jones at 3 p.m. in St. Louis, e.g. for tea.";
    for (const length of [75, 90, 100])
      expect(splitReply(`${sentence} ${sentence} ${sentence}`, length)).toEqual(
        Array(3).fill(sentence),
      );
  });
});
