import { countFences, findTags, type Tag } from "./find-literals.ts";
import { readChannels } from "./read-channels.ts";

const NAMES =
  "think|thinking|thoughts?|reasoning|reason|reflection|scratchpad|inner_monologue|chain_of_thought|cot";
const [OPENING, CLOSING] = [
  String.raw`<(?:\w+[:_])?(?:${NAMES})(?:\s[^<>\n]{0,80})?>|\[(?:THINK|THINKING|REASONING)\]|◁think▷|<\|(?:START_THINKING|begin_of_thought|inner_prefix|think|thinking)\|>|<\|channel>\s?\w*|<unused94>(?:thought)?`,
  String.raw`<\/(?:\w+[:_])?(?:${NAMES})\s*>|\[\/(?:THINK|THINKING|REASONING)\]|◁\/think▷|<\|(?:END_THINKING|end_of_thought|inner_suffix|\/think|\/thinking)\|>|<channel\|>|<unused95>`,
];
const THOUGHT = new RegExp(`${OPENING}|${CLOSING}`, "giu");
const CLOSES = new RegExp(`^(?:${CLOSING})$`, "iu");
/**
 * The maximum distance between two tags in a sentence such as: put it between <think> and </think>
 * tags.
 */
const NAMED_TOGETHER = 30;
/** The longest example of reasoning in a sentence about the tags. */
const EXAMPLE = 120;
/** The tags around the answer, for models that mark both; the last may be cut off. */
const WRAPPED = /^\s*<(answer|response|final|final_answer|output)>([^]*?)(?:<\/\1>\s*)?$/i;
const CLOSED = /<\/(?:answer|response|final|final_answer|output)>\s*$/i;
/** The marks at which OpenAI's models cite: an interface shows links in their place. */
const CITATION = / ?(?:\ue200[^\ue201\n]{0,400}\ue201|【\d+(?::\d+)?†[^】\n]{0,80}】)/g;

/** The tokens that end a model's turn: the text after them is an invented next turn. */
const END =
  /^(?:<[|｜](?:im_end|eot_id|eom_id|end|endoftext|end_of_text|end▁of▁sentence|END_OF_TURN_TOKEN|return|call|eos|user|observation|im_start|start_header_id)[|｜]>|<end_of_turn>|<eos>)$/i;
const SPECIAL =
  /<[|｜][\w▁/.-]{1,40}[|｜]>|<(?:start|end)_of_turn>(?:(?:model|user|assistant)\n)?|<(?:bos|eos|pad)>/gi;
/** The role after a token, if the template has one. */
const ROLE = /^\s*(?:assistant|model)[ \t]*(?:\n|(?=<))/;

/**
 * Returns the answer without the model's private text: reasoning in the tags of any model, closed,
 * cut off or begun in the prompt, the channels of gpt-oss, the tokens of chat templates, and marks of
 * citations. The same tags in code, in quotes or named in a sentence are text and stay.
 */
export function stripReasoning(text: string): string {
  if (!/[<[◁†\ue200]|analysis/.test(text)) return text;
  const answer = readChannels(text.replaceAll(CITATION, ""));
  const spoken = stripThoughts(answer);
  const isWrapped = spoken !== answer || CLOSED.test(spoken);
  const unwrapped = isWrapped ? spoken.replace(WRAPPED, "$2") : spoken;
  return withoutTokens(unwrapped);
}

/** Returns the text without reasoning in tags; the tokens of chat templates stay. */
export function stripThoughts(text: string): string {
  const tags = findTags(text, THOUGHT).filter(({ isQuoted }) => !isQuoted);
  if (tags.length === 0) return text;
  const isClosing = tags.map(({ name }) => CLOSES.test(name));
  const isSentence = tags.map((tag) => isNamed(text, tag));
  const nextClosing = closings(tags, isClosing, isSentence);
  const fences = countFences(text);
  const length = text.trimEnd().length;
  let kept: string[] = [];
  /** The start of the undecided text, and the number of fences before it. */
  let [from, before] = [0, 0];
  for (let index = 0; index < tags.length; index += 1) {
    const tag = tags[index];
    if (tag === undefined) break;
    const isInBlock = (tag.fences - before) % 2 === 1;
    if (isClosing[index] === true) {
      // A block without an end belongs to reasoning that was cut off within code.
      const isCode = isInBlock && (fences - tag.fences) % 2 === 1;
      if (isCode || isSentence[index] === true) continue;
      const isStray = from > 0 && tag.end >= length;
      // The reasoning began in the prompt: all text so far is reasoning.
      kept = isStray ? [...kept, text.slice(from, tag.at)] : [];
      [from, before] = [tag.end, tag.fences];
      continue;
    }
    if (isInBlock) continue;
    const closing = nextClosing[tag.fences % 2]?.[index] ?? nextClosing[2]?.[index] ?? null;
    const end = closing === null ? undefined : tags[closing];
    if (end === undefined || closing === null) {
      if (isSentence[index] === true || !isBoundary(text, tag)) continue;
      return [...kept, text.slice(from, tag.at)].join("");
    }
    const isNear = end.at - tag.end <= NAMED_TOGETHER;
    const isNamedPair = isNear && (isSentence[index] === true || isPlaceholder(text, tag, end));
    if (isNamedPair || isExample(text, tag, end)) {
      index = closing;
      continue;
    }
    kept.push(text.slice(from, tag.at));
    [from, before] = [afterBlock(text, kept.at(-1) ?? "", end.end), end.fences];
    index = closing;
  }
  return [...kept, text.slice(from)].join("");
}

/**
 * Returns for each tag the next closing tag: with even fences before it, with odd ones, with any.
 */
function closings(
  tags: readonly Tag[],
  isClosing: readonly boolean[],
  isSentence: readonly boolean[],
): (number | null)[][] {
  const next: [number | null, number | null, number | null] = [null, null, null];
  const found: (number | null)[][] = [[], [], []];
  for (let index = tags.length - 1; index >= 0; index -= 1) {
    next.forEach((at, kind) => {
      const list = found[kind];
      if (list !== undefined) list[index] = at;
    });
    if (isClosing[index] !== true) continue;
    next[2] = index;
    if (isSentence[index] !== true) next[(tags[index]?.fences ?? 0) % 2 === 0 ? 0 : 1] = index;
  }
  return found;
}

/** The words that follow a tag only if it is the subject of a sentence. */
const VERB =
  /^[ \t]+(?:is|are|tags?|tokens?|elements?|marks?|begins?|starts?|ends?|means?|and|or)\b/;

/**
 * Returns whether a sentence names the tag, such as: the <think> tag begins it and </think> ends
 * it.
 */
function isNamed(text: string, { at, end }: Tag): boolean {
  const behind = text.slice(end, end + 12);
  if (VERB.test(behind)) return true;
  const before = lineBefore(text, at);
  return IN_SENTENCE.test(before) && /^(?:[ \t]+\S|[,.;:!?)\]](?:[\s)\]]|$)|[/|])/.test(behind);
}

/** The beginning of a sentence, a list item or a row before the tag that it names. */
const IN_SENTENCE = /[^\s.!?:…。！？>)"'\]][ \t]+$|[([/,;|][ \t]*$|^\s*(?:[-*+•]|\d+[.)])[ \t]+$/;

/** Returns whether reasoning without an end may begin here: where no other text has begun. */
function isBoundary(text: string, { at }: Tag): boolean {
  return /(?:^|[.!?…。！？>])\s*$/.test(lineBefore(text, at));
}

/** Returns whether the tags are around dots, as in: it writes <think>...</think> first. */
function isPlaceholder(text: string, { at, end }: Tag, closing: Tag): boolean {
  const between = text.slice(end, closing.at);
  return /^[ \t]*(?:\.{2,}|…)[ \t]*$/.test(between) && lineBefore(text, at).trim() !== "";
}

const GOES_ON = /^(?:[ \t]+[\p{Ll}\p{Lo}\p{N}(]|[,.;:!?)](?:[\s).,;]|$))/u;

/**
 * Returns whether a sentence continues around both tags, as in: it writes <think>I see</think>
 * first.
 */
function isExample(text: string, { at, end }: Tag, closing: Tag): boolean {
  if (closing.at - end > EXAMPLE || text.slice(end, closing.at).includes("\n")) return false;
  const after = text.slice(closing.end, closing.end + 12);
  return GOES_ON.test(after) && IN_SENTENCE.test(lineBefore(text, at));
}

function lineBefore(text: string, at: number): string {
  return (
    text
      .slice(Math.max(0, at - 80), at)
      .split("\n")
      .at(-1) ?? ""
  );
}

/** Returns where the text continues after a block between two paragraphs. */
function afterBlock(text: string, kept: string, end: number): number {
  if (!/\n\s*$/.test(kept.slice(-10))) return end;
  return end + (/^\s{0,20}/.exec(text.slice(end, end + 20))?.[0].length ?? 0);
}

function withoutTokens(text: string): string {
  const edged = withoutEdges(text);
  const tokens = findTags(edged, SPECIAL).filter(
    ({ isQuoted, fences }) => !isQuoted && fences % 2 === 0,
  );
  let kept = "";
  let from = 0;
  for (const token of tokens) {
    kept += edged.slice(from, token.at);
    if (END.test(token.name) && kept.trim() !== "") return kept;
    from = token.end;
    if (/start|assistant/i.test(token.name)) {
      from += ROLE.exec(edged.slice(from, from + 20))?.[0].length ?? 0;
    }
  }
  return kept + edged.slice(from);
}

/**
 * Removes tokens that may also be HTML: only at the beginning and end of an answer that is not
 * HTML.
 */
function withoutEdges(text: string): string {
  let edged = text.trim();
  if (edged.startsWith("<s>") && !edged.slice(0, -4).includes("</s>")) edged = edged.slice(3);
  if (edged.endsWith("</s>") && !edged.includes("<s>")) edged = edged.slice(0, -4);
  return edged.replace(/^\s*\[\/?INST\]/, "").replace(/\[\/?INST\]\s{0,9}$/, "");
}
