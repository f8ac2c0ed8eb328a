import { formatWhatsapp } from "../../src/text/format-whatsapp.ts";
import { splitReply } from "../../src/text/split-reply.ts";
import { readAsWhatsapp } from "../text/whatsapp-checker.ts";

// Runs every example of a specification's spec.txt (CommonMark's or GFM's) through the formatter
// and the splitter: bun test/chaos/markdown-spec.ts <spec.txt>
const PART_LENGTH = 60;
const SIGNS = ["**", "~~", "](", "```"];

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("Give the path of a spec.txt");
const spec = await Bun.file(path).text();
const examples = [...spec.matchAll(/^`{32} example[^\n]*\n([^]*?)^\.\n[^]*?^`{32}$/gm)].map(
  ([, markdown = ""]) => markdown.replaceAll("→", "\t"),
);

const violations = examples.flatMap((markdown) => {
  const formatted = formatWhatsapp(markdown);
  const parts = splitReply(formatted, PART_LENGTH);
  const faults = [formatted, ...parts].flatMap((text) =>
    readAsWhatsapp(text).hasOpenFence ? ["open fence"] : [],
  );
  if (parts.some((part) => part.length > PART_LENGTH)) faults.push("part too long");
  if (seen(parts.join("")) !== seen(formatted)) faults.push("lost in parts");
  for (const sign of SIGNS) {
    if (count(visible(formatted), sign) > count(proseOf(markdown), sign))
      faults.push(`stray ${sign}`);
  }
  return faults.length > 0 ? [{ markdown, formatted, faults }] : [];
});

for (const violation of violations) process.stdout.write(`${JSON.stringify(violation, null, 2)}\n`);
process.stdout.write(`${examples.length} examples, ${violations.length} with violations\n`);
process.exitCode = violations.length > 0 ? 1 : 0;

function seen(text: string): string {
  return text.replaceAll(/[\s*_~`>]/g, "");
}

function visible(text: string): string {
  return readAsWhatsapp(text)
    .shown.map(({ character, styles }) => (styles.includes("`") ? "" : character))
    .join("");
}

/** What a browser would show of it outside code; HTML blocks with what Markdown leaves in them. */
function proseOf(markdown: string): string {
  return Bun.markdown
    .html(markdown)
    .replaceAll(/<code[^]*?<\/code>/g, "")
    .replaceAll(/<img[^<>]* alt="([^"]*)"[^<>]*>/g, "$1")
    .replaceAll(/<[^<>]*>/g, "");
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
