import { LANGUAGES, type Language } from "../../core/language.ts";
import { describePicture } from "./describe-picture.ts";
import { answerFromDocument } from "./quote-document.ts";
import type { ReadTurn } from "./read-request.ts";
import { type Script, TOPICS } from "./script.ts";
import { scripts } from "./scripts.ts";

const SUM =
  /^(?:(?:what|how much) is|what's|cuanto es|quanto e)?\s*(-?\d{1,9}(?:[.,]\d{1,6})?)\s*([-+*x×/:÷])\s*(-?\d{1,9}(?:[.,]\d{1,6})?)\s*[=?]*$/;
const MAX_FOLDED = 2_000;
const SHOWN_QUOTE = 80;

/**
 * Returns the script in the user's language: that of the newest turn whose language is recognised.
 */
export function scriptFor(turns: readonly ReadTurn[], otherwise: Language): Script {
  for (const { words } of turns.toReversed()) {
    const written = fold(words).match(/\p{L}+/gu) ?? [];
    const score = (language: Language) =>
      written.filter((word) => scripts[language].words.has(word)).length;
    const best = LANGUAGES.reduce((a, b) => (score(b) > score(a) ? b : a));
    if (score(best) > 0) return scripts[best];
  }
  return scripts[otherwise];
}

/** Returns the answer to the newest turn. */
export async function chooseAnswer(
  turns: readonly ReadTurn[],
  script: Script,
  now: number,
): Promise<string> {
  const turn = turns.at(-1);
  if (turn === undefined) return script.empty;
  const asked = fold(turn.words);
  const fromItems = await answerToItems(turn, asked, script);
  return fromItems ?? (await answerToWords(turns, turn, asked, script, now));
}

async function answerToItems(
  { items, words }: ReadTurn,
  asked: string,
  script: Script,
): Promise<string | null> {
  for (const item of items) {
    switch (item.kind) {
      case "picture":
        return tellPicture(item.bytes, script, script.picture);
      case "scan":
        return script.scan(item.name);
      case "document":
        return answerFromDocument(item, words === "" ? null : asked, script);
      case "voice note":
        return script.voiceNote;
      case "place":
        return script.place(item.text.replace(/ \(latitude.*$/s, "").replace(/^\(|\)$/g, ""));
      case "contact":
        return script.contact;
      case "forwarded":
        return script.forwarded;
      case "quote":
        break;
    }
  }
  return null;
}

async function tellPicture(
  bytes: Uint8Array,
  { colours }: Script,
  tell: Script["picture"],
): Promise<string> {
  const { size, colour } = await describePicture(bytes);
  return tell(size, colours[colour]);
}

async function answerToWords(
  turns: readonly ReadTurn[],
  turn: ReadTurn,
  asked: string,
  script: Script,
  now: number,
): Promise<string> {
  if (asked === "") return script.empty;
  const sum = addUp(asked, script);
  if (sum !== null) return sum;
  const name = answerAboutName(turns, turn.words, asked, script);
  if (name !== null) return name;
  const earlier = turns.slice(0, -1);
  const topic = TOPICS.find((known) => script.topics[known].asks.test(asked));
  if (topic !== undefined) {
    const { asks, answers } = script.topics[topic];
    const times = earlier.filter(({ words }) => asks.test(fold(words))).length;
    return inTime(answers[times % answers.length] ?? "", script, now);
  }
  const seen = await answerFromEarlier(turns, turn, asked, script);
  if (seen !== null) return seen;
  const quote = turn.items.find((item) => item.kind === "quote");
  if (quote !== undefined) return script.quoted(shortened(quote.text));
  return script.others[earlier.length % script.others.length] ?? "";
}

/** Answers a question about an attachment from earlier in the chat; no other. */
async function answerFromEarlier(
  turns: readonly ReadTurn[],
  turn: ReadTurn,
  asked: string,
  script: Script,
): Promise<string | null> {
  const items = [...turns.flatMap((one) => one.items), ...turn.recalled];
  const document = turn.recalled.findLast((item) => item.kind === "document");
  if (document !== undefined) {
    const isMeant = script.asksForDocument.test(asked);
    const answer = answerFromDocument(document, asked, script);
    if (isMeant || answer !== script.passageMissing(document.name ?? script.aDocument)) {
      return answer;
    }
  }
  if (script.asksForVoiceNote.test(asked) && items.some(({ kind }) => kind === "voice note")) {
    return script.voiceNote;
  }
  if (!script.asksForPicture.test(asked)) return null;
  const picture = items.findLast((item) => item.kind === "picture");
  if (picture === undefined) return script.pictureUnknown;
  return tellPicture(picture.bytes, script, script.pictureAgain);
}

function answerAboutName(
  turns: readonly ReadTurn[],
  words: string,
  asked: string,
  script: Script,
): string | null {
  const told = nameIn(words, script);
  if (told !== null) return script.nameTold(told);
  if (!script.asksForName.test(asked)) return null;
  const known = turns.map((turn) => nameIn(turn.words, script)).findLast((name) => name !== null);
  return known === null || known === undefined ? script.nameUnknown : script.nameKnown(known);
}

function nameIn(words: string, { namesThemselves }: Script): string | null {
  return namesThemselves.exec(words.normalize())?.[1] ?? null;
}

function addUp(asked: string, script: Script): string | null {
  const [, left = "", operator = "", right = ""] = SUM.exec(asked.trim()) ?? [];
  if (operator === "") return null;
  const [a, b] = [Number(left.replace(",", ".")), Number(right.replace(",", "."))];
  const result = { "+": a + b, "-": a - b, "*": a * b, x: a * b, "×": a * b }[operator] ?? a / b;
  if (!Number.isFinite(result)) return null;
  const format = new Intl.NumberFormat(script.locale, { maximumFractionDigits: 6 });
  const sign = { "*": "×", x: "×", "/": "÷", ":": "÷", "-": "−" }[operator] ?? operator;
  return script.sum(`${left} ${sign} ${right}`, format.format(result));
}

function inTime(answer: string, { locale, timeFormat, dateFormat }: Script, now: number): string {
  return answer
    .replace("{time}", () => new Intl.DateTimeFormat(locale, timeFormat).format(now))
    .replace("{date}", () => new Intl.DateTimeFormat(locale, dateFormat).format(now));
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  const characters = Array.from(line);
  return characters.length <= SHOWN_QUOTE ? line : `${characters.slice(0, SHOWN_QUOTE).join("")}…`;
}

export function fold(words: string): string {
  return words
    .slice(0, MAX_FOLDED)
    .normalize("NFKD")
    .replaceAll(/\p{Mn}/gu, "")
    .replaceAll("’", "'")
    .toLowerCase()
    .trim();
}
