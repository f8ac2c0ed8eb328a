import { expect, test } from "bun:test";
import { describeLines } from "../../src/config/env-lines.ts";

test.each<[what: string, text: string, sentences: readonly string[]]>([
  ["all is well", 'A=1\n\n# note\nexport B="two\nlines"\r\nC=it\'s\n', []],
  ["a line sets nothing", "PUBLIC_URL\n", ['Line 1 of .env has no "="']],
  [
    "a name is set again",
    "PORT=1\nexport PORT=2\n",
    ["PORT is set on lines 1 and 2 of .env; line 2 counts."],
  ],
  [
    "a mark is never closed",
    'A="x\nPORT=1\nPORT=2\n',
    ['Line 1 of .env has a " that is never closed.', "PORT is set on lines 2 and 3"],
  ],
  [
    "a missing mark swallows a setting",
    'A="x\nPORT=1\nB="y"\n',
    ['The value of A takes in lines 1 to 3 of .env, and with them PORT: is a " missing on line 1?'],
  ],
  ["the encoding is another", "A=caf\ufffd\n", ["Line 1 of .env is not UTF-8"]],
])("in .env %s", (_, text, sentences) => {
  const found = describeLines(text);
  expect(found).toHaveLength(sentences.length);
  for (const [index, sentence] of sentences.entries()) expect(found[index]).toStartWith(sentence);
});
