import { describe, expect, test } from "bun:test";
import { listSources } from "../../../src/answer/reply/list-sources.ts";
import { en } from "../../../src/text/sentences/en.ts";
import { cpuTimeOf } from "../../cpu-time.ts";

const A = "https://a.example/one";
const B = "https://b.example/two";
const C = "https://c.example/three_(x)";
const D = "https://d.example/four";
const shown = (
  text: string,
  used: readonly string[] = [],
  found: readonly string[] = [A, B, C, D],
) => listSources(text, { found, used }, en.sources);

describe("an answer ends with the pages that it cites:", () => {
  test.each([
    ["behind a statement", `It rains. ([a.example](${A}))`, `It rains.\n\nSource:\n${A}`],
    [
      "as OpenAI does",
      `It rains ([a.example](${A}?utm_source=openai)).`,
      `It rains.\n\nSource:\n${A}`,
    ],
    ["as words", `The [timetable](${A}) says so.`, `The timetable says so.\n\nSource:\n${A}`],
    ["by numbers", `It rains [1](${A})[2](${B}).`, `It rains.\n\nSources:\n${A}\n${B}`],
    [
      "within brackets",
      `It rains (see [a.example](${A}) for more).`,
      `It rains (see a.example for more).\n\nSource:\n${A}`,
    ],
    ["with brackets in it", `So [it](${C}) is.`, `So it is.\n\nSource:\n${C}`],
    ["twice", `One [1](${A}). Two [1](${A}#b).`, `One. Two.\n\nSource:\n${A}`],
    [
      "at most three of them",
      `Rain [1](${A}), sun [2](${B}), fog [3](${C}), hail [4](${D})`,
      `Rain, sun, fog, hail\n\nSources:\n${A}\n${B}\n${C}`,
    ],
  ])("%s", (_how, text, whole) => {
    expect(shown(text, [], [A, `${A}?utm_source=openai`, B, C, D])).toBe(whole);
  });
});

describe("pages that the model has listed itself are not listed twice:", () => {
  test.each([
    ["below a heading", `It rains.\n\n**Sources:**\n- [The first](${A}), of today\n- ${B}`],
    ["in another language", `Llueve.\n\nFuentes\n1. [A](${A})`],
    ["in one line", `It rains.\n\nSources: [A](${A}), [B](${B})`],
    ["as addresses", `It rains, says ${A}.`],
    ["as a list of links", `It rains.\n\n- [A](${A})\n- [B](${B})`],
  ])("%s", (_how, text) => {
    expect(shown(text, [A])).toBe(text);
  });

  test("but those that only stand behind a statement are", () => {
    expect(shown(`It rains [1](${A}), says ${B}.`)).toBe(`It rains, says ${B}.\n\nSource:\n${A}`);
  });
});

test("a page that was read is named where the answer cites none, one that was only found is not", () => {
  expect(shown("It rains.", [A])).toBe(`It rains.\n\nSource:\n${A}`);
  expect(shown(`It rains [1](${B}).`, [A])).toBe(`It rains.\n\nSource:\n${B}`);
  expect(shown("It rains.")).toBe("It rains.");
});

test("links to pages that nothing has found, and code, stay as they are", () => {
  const text = `See [my page](https://mine.example/) ([x](https://x.example/)).\n\`\`\`\n[a](${A})\n\`\`\``;
  expect(shown(text)).toBe(text);
  expect(shown(text, [], [])).toBe(text);
});

test("an address is shown without what follows its reader", () => {
  const tracked = "https://a.example/p?id=7&utm_source=x&utm_medium=y&fbclid=z#:~:text=rain";
  expect(shown(`It rains [1](${tracked}).`, [], [tracked])).toEndWith(
    "Source:\nhttps://a.example/p?id=7",
  );
});

test("a text that is made to be slow is not", () => {
  const text = `${"[".repeat(20_000)}${`([a](https://${"(".repeat(50)}`.repeat(2_000)}${"[a](".repeat(20_000)} http`;
  expect(cpuTimeOf(() => shown(text))).toBeLessThan(1_000);
});
