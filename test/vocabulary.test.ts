import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Glob } from "bun";

const root = resolve(import.meta.dir, "..");

const DOC_COMMENT = /\/\*\*([^]*?)\*\//g;
const ANY_COMMENT = /\/\*\*[^]*?\*\/|(?<=^|\s)\/\/ .*/g;

/** A doc comment begins with a verb or a noun: "Returns the parts that are due", not "What is due". */
const BAD_OPENING =
  /^(what|whether|how|who|whose|whom|where|when|why|which|as|that|whatever|whoever|(everything|all) (that|what))\b/i;

/** Words for which the project has plain ones: "the user", "fixed", "the circuit is open". */
const OLD_WORDS =
  /\b(whoever|nobody|somebody|anybody|everybody|thanked|haunts?|bur(y|ies|ied)|mend(s|ed|ing)?|given a rest|broke off)\b/i;

/** In comments a human is a user or an operator, who is allowed or refused. */
const OLD_WORDS_IN_CODE = /\b(doors?|persons?|let in)\b/i;

test("a contributor reads doc comments that begin with a noun or a verb", async () => {
  const comments = (await commentsIn("{src,test}", DOC_COMMENT)).filter(({ text }) =>
    BAD_OPENING.test(text),
  );
  expect(comments).toEqual([]);
});

test("a contributor reads comments in src without the words of an earlier dialect", async () => {
  const comments = await commentsIn("src", ANY_COMMENT);
  expect(comments.length).toBeGreaterThan(1_000);
  const isOld = (text: string) => OLD_WORDS.test(text) || OLD_WORDS_IN_CODE.test(text);
  expect(comments.filter(({ text }) => isOld(text))).toEqual([]);
});

test("an operator's pages are without the words of an earlier dialect", async () => {
  const pages = ["docs/**/*.md", "*.md", ".github/**/*.yml", "deploy/*"].flatMap((pattern) =>
    Array.from(new Glob(pattern).scanSync({ cwd: root, dot: true })),
  );
  const found = pages.flatMap((page) =>
    readFileSync(join(root, page), "utf8")
      .split("\n")
      .filter((line) => OLD_WORDS.test(line))
      .map((line) => `${page}: ${line}`),
  );
  expect(pages.length).toBeGreaterThan(10);
  expect(found).toEqual([]);
});

async function commentsIn(folder: string, pattern: RegExp) {
  const files = [...new Glob(`${folder}/**/*.{ts,tsx}`).scanSync(root)];
  return files.flatMap((file) => {
    const found = readFileSync(join(root, file), "utf8").match(pattern) ?? [];
    return found.map((comment) => ({ file, text: plain(comment) }));
  });
}

/** Returns a comment's text in one line, without its marks. */
function plain(comment: string): string {
  return comment
    .replace(/^\/\*\*|\*\/$|^\/\/ /g, "")
    .replaceAll(/\n\s*\*/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
