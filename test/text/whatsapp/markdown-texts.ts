import * as fc from "fast-check";

/** A Markdown text, the words that a reader must see in this order, and its code. */
export interface Sample {
  readonly markdown: string;
  readonly words: readonly string[];
}

const word = fc.constantFrom(
  ..."alpha Beta gamma, delta. (epsilon) 12 3.5€ naïve 你好 重要： 東京 שלום مرحبا ไทย 👍🏽 👩‍👩‍👧‍👦 e\u0301tude “quoted” half-way".split(
    " ",
  ),
);
const words = fc
  .array(word, { minLength: 1, maxLength: 12 })
  .map((all): Sample => ({ markdown: all.join(" "), words: all }));
// No two markers in a row: addresses do not have them, and Markdown would read them as its own.
const address = fc
  .array(fc.constantFrom("a", "b1", "/c", "_d", "*e", "~f", "-g", "/_h", "_/"), { maxLength: 8 })
  .map((path) => `https://example.com/${path.join("")}z`);
const code = fc.constantFrom("x", "a_b", "**kw", "*args*", "_x_ ~y~", "f(1)", "# no", "[a](b)");

// One lower-case word between two underscores is a name of a program.
const wrap = (marker: string, { markdown, words: all }: Sample): Sample =>
  marker === "__"
    ? { markdown: `__So ${markdown}__`, words: ["So", ...all] }
    : { markdown: marker + markdown + marker, words: all };
const join = (samples: readonly Sample[], by: string): Sample => ({
  markdown: samples.map(({ markdown }) => markdown).join(by),
  words: samples.flatMap((sample) => sample.words),
});

const STYLES = ["**", "_", "~~"];
const UNDERSCORES = ["__", "~~"];

// A style within itself would be other Markdown than it looks.
function inlineOf(markers: readonly string[]): fc.Arbitrary<Sample> {
  const styled = markers.map((marker) =>
    inlineOf(markers.filter((other) => other !== marker)).map((sample) => wrap(marker, sample)),
  );
  const piece = fc.oneof(
    words,
    words.map((sample) => wrap(markers.length > 2 ? "***" : "", sample)),
    ...styled,
    // Signs of its own would end the style around code.
    (markers === STYLES ? code : fc.constant("x")).map((text) => ({
      markdown: `\`${text}\``,
      words: [text],
    })),
    address.map((url) => ({ markdown: url, words: [url] })),
    fc.tuple(words, address).map(([{ markdown, words: all }, url]) => ({
      markdown: `[${markdown}](${url})`,
      words: [...all, `(${url})`],
    })),
  );
  return fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => join(pieces, " "));
}

const starred = words.map((sample) => wrap("*", sample));
const inBrackets = words.map((sample) => ({
  markdown: `(**${sample.markdown}**)`,
  words: sample.words,
}));
const inline = fc
  .array(fc.oneof(inlineOf(STYLES), inlineOf(UNDERSCORES), inBrackets, starred), {
    minLength: 1,
    maxLength: 3,
  })
  .map((pieces) => join(pieces, " "));

const indent = (text: string, by: string) => text.replaceAll(/\n(?=[^\n])/g, `\n${by}`);
const fence = fc
  .array(fc.oneof(code, fc.constantFrom("", "  indented *x*", "> q", "- l", "longer ".repeat(9))), {
    minLength: 1,
    maxLength: 8,
  })
  .map((lines) => ({
    markdown: `\`\`\`py\n${lines.join("\n")}\n\`\`\``,
    words: lines.map((line) => line.trim()).filter((line) => line !== ""),
  }));
const heading = fc
  .tuple(inline, fc.integer({ min: 1, max: 6 }))
  .map(([{ markdown, words: all }, level]) => ({
    markdown: `${"#".repeat(level)} ${markdown}`,
    words: all,
  }));
const table = fc.array(fc.tuple(words, words), { minLength: 1, maxLength: 4 }).map((rows) => ({
  markdown: ["So:", "", "| Name | **Of** |", "|---|:-:|"]
    .concat(rows.map(([one, two]) => `| ${one.markdown} | ${two.markdown} |`))
    .join("\n"),
  words: ["So:", ...rows.flatMap(([one, two]) => ["Name", ...one.words, "Of", ...two.words])],
}));

const { blocks } = fc.letrec<{ blocks: Sample; block: Sample; list: Sample }>((tie) => ({
  blocks: fc.array(tie("block"), { minLength: 1, maxLength: 5 }).map((all) => join(all, "\n\n")),
  block: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    inline,
    heading,
    fc.constant({ markdown: "a<br>b &amp; c", words: ["a", "b", "&", "c"] }),
    fence,
    table,
    fc.constant({ markdown: "---", words: [] }),
    fc.array(inline, { minLength: 1, maxLength: 3 }).map((items) => ({
      markdown: items.map(({ markdown }) => `- [x] ${indent(markdown, "  ")}`).join("\n"),
      words: items.flatMap((item) => item.words),
    })),
    tie("list"),
    tie("blocks").map(({ markdown, words: all }) => ({
      markdown: `> ${markdown.replaceAll("\n", "\n> ")}`,
      words: all,
    })),
  ),
  list: fc
    .tuple(
      fc.array(tie("blocks"), { minLength: 1, maxLength: 3 }),
      fc.constantFrom("- ", "* ", "1. "),
    )
    .map(([items, marker]) => ({
      markdown: items
        .map(({ markdown }) => marker + indent(markdown, marker === "1. " ? "   " : "  "))
        .join("\n"),
      words: items.flatMap((item) => item.words),
    })),
}));

/** Markdown as models write it, nested as deep as it likes. */
export const markdownSample: fc.Arbitrary<Sample> = blocks;

/** Anything at all, made of what Markdown and WhatsApp give a meaning to. */
export const noise = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."** * _ __ ~ ~~ ` ``` ```` [ ]( ) ](http://a.b) ![ > - 1. # | \\ < <b> </div> <!-- & &lt; https://a.b/x_*y".split(
          " ",
        ),
      ),
      fc.constantFrom(" ", "\n", "\n\n", "    ", "\r\n", "|-|-|\n", "\n```\n"),
      fc.constantFrom("word", "a", "1", "好", "“", ".", ":", "👍🏽", "שלום"),
      fc.string({ unit: "binary", maxLength: 4 }),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(""));
