import { formatWhatsapp } from "../../src/text/whatsapp/format.ts";
import { splitReply } from "../../src/text/whatsapp/split.ts";
import { readAsWhatsapp, shownText } from "../text/whatsapp/whatsapp-checker.ts";

// Runs every example of a specification's spec.txt (CommonMark's or GFM's) through the formatter
// and the splitter: bun test/chaos/markdown-spec.ts <spec.txt>
const PART_LENGTH = 60;
/** Tags, entities, boxes of tasks and the names of fences' languages. */
const SHOWN_OTHERWISE = /<\/?[a-z][^<>]*>|&#?\w+;|\[[ xX]\]|(`{3,}|~{3,})[^`\n]*$/gim;
const TABLE = /^.*\|.*\n\s*\|?\s*:?-/m;

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
  if (formatWhatsapp(formatted) !== formatted) faults.push("formatting twice is not once");
  if (formatted === "" && markdown.trim() !== "") faults.push("empty");
  const shown = letters(shownText(formatted));
  const written = letters(markdown.replaceAll(SHOWN_OTHERWISE, "$1"));
  // A table's cells stand beside the names of their columns, an address behind the text of its link.
  const isMoved = TABLE.test(markdown) || markdown.includes("<a ");
  const isKept = isMoved ? isWithin(sorted(written), sorted(shown)) : isWithin(written, shown);
  if (!isKept) faults.push("letters lost");
  // A numeric entity stands for a letter that is not written.
  const isCoded = markdown.includes("&#");
  if (!isMoved && !isCoded && !isWithin(shown, letters(markdown))) faults.push("letters invented");
  return faults.length > 0 ? [{ markdown, formatted, faults }] : [];
});

for (const violation of violations) process.stdout.write(`${JSON.stringify(violation, null, 2)}\n`);
process.stdout.write(`${examples.length} examples, ${violations.length} with violations\n`);
process.exitCode = violations.length > 0 ? 1 : 0;

function seen(text: string): string {
  return text.replaceAll(/[\s*_~`>]/g, "");
}

function letters(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function sorted(text: string): string {
  return Array.from(text).toSorted().join("");
}

/** Returns whether all characters of a text occur in another one, in the same order. */
function isWithin(text: string, other: string): boolean {
  let at = 0;
  for (const character of text) {
    at = other.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
