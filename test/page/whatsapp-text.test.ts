import { expect, test } from "bun:test";
import { array, assert, constantFrom, property } from "fast-check";
import { type Block, parseWhatsappText, type Span } from "../../src/page/whatsapp-text.ts";

/** Returns the parsed text in short form: `bold(…)` for a span of that kind. */
function shown(text: string): string {
  return parseWhatsappText(text).map(showBlock).join(" | ");
}

function showBlock(block: Block): string {
  switch (block.kind) {
    case "code":
      return `code{${block.text}}`;
    case "numbered":
      return block.items.map(({ number, spans }) => `${number}.{${showLine(spans)}}`).join(";");
    case "list":
      return `list{${block.items.map(showLine).join(";")}}`;
    case "quote":
      return `quote{${block.lines.map(showLine).join("\n")}}`;
    case "lines":
      return block.lines.map(showLine).join("\n");
  }
}

const showLine = (line: readonly Span[]): string => line.map(showSpan).join("");

function showSpan(span: Span): string {
  if (span.kind === "text") return span.text;
  return `${span.kind}(${"spans" in span ? showLine(span.spans) : span.text})`;
}

test.each([
  ["*bold* _italic_ ~strike~ `code`", "bold(bold) italic(italic) strike(strike) code(code)"],
  ["*bold _and italic_*!", "bold(bold italic(and italic))!"],
  ["snake_case_name and 2*3*4", "snake_case_name and 2*3*4"],
  ["not * bold * nor *this * one", "not * bold * nor *this * one"],
  ["`*as it is*`", "code(*as it is*)"],
  ["- one\n- *two*\nafter", "list{one;bold(two)} | after"],
  ["3. three\n4. four", "3.{three};4.{four}"],
  ["2. B\n5. C\n007. Bond", "2.{B};5.{C} | 007. Bond"],
  ["__init__ is not (*bold*)", "italic(_init)_ is not (*bold*)"],
  ["> said\n> twice\nanswer", "quote{said\ntwice} | answer"],
  ["before\n```\nlet a = *1*;\n```\nafter", "before | code{let a = *1*;} | after"],
  ["see https://example.org/a_b_c?d=*e*.", "see link(https://example.org/a_b_c?d=*e)*."],
  ["a\n\nb", "a\n\nb"],
  ["a *```b```", "a * | code{b}"],
])("%p is read as WhatsApp reads it", (text, expected) => {
  expect(shown(text)).toBe(expected);
});

test("nothing but marks is ever lost, whatever is written", () => {
  const letters = (text: string) => text.replace(/[^a-z]/g, "");
  const scraps = constantFrom("a", "b c", "*", "_", "~", "`", "```", "\n", "> ", "- ", " ", "x");
  assert(
    property(array(scraps), (parts) => {
      const text = parts.join("");
      const read = JSON.stringify(parseWhatsappText(text), (key, value: unknown) =>
        key === "kind" ? undefined : value,
      );
      expect(letters(read.replace(/"(?:text|spans|lines|items|number)"|\\n/g, ""))).toBe(
        letters(text),
      );
    }),
  );
});
