import { askedPages } from "./asked-pages.ts";
import type { DocumentPages } from "./document-text.ts";
import { shortQuestion } from "./question-terms.ts";
import { rankPassages } from "./rank-passages.ts";
import { escapeMarks, formatPages, pageMark } from "./stored-pages.ts";

const PASSAGE_LENGTH = 1_000;
/** Chosen so that even a small budget fits several passages. */
const PASSAGES_PER_BUDGET = 8;
const MIN_PASSAGE_LENGTH = 100;
const BEGINNING_SHARE = 0.25;
const GAP = "[…]";

interface Passage {
  readonly order: number;
  readonly page: number;
  readonly text: string;
  /** Its maximum cost in the budget, including its marks. */
  readonly cost: number;
}

export interface Passages {
  /** The text with page marks, `[page 3]`; `[…]` stands for omitted text. Empty if nothing fits. */
  readonly text: string;
  /** True if this is all known text of the document. */
  readonly isWhole: boolean;
}

/**
 * Returns the parts of a document for a question, in at most `budget` UTF-16 units: all of a short
 * one; of a long one the pages that the question names, the beginning, and the passages that match
 * best, or, if none does, passages from the whole document. Equal questions give equal results.
 */
export async function choosePassages(
  document: DocumentPages,
  question: string,
  budget: number,
): Promise<Passages> {
  const length = document.pages.reduce((sum, { text }) => sum + text.length, 0);
  const whole = length <= budget ? formatPages(document) : null;
  if (whole !== null && whole.length <= budget) return { text: whole, isWhole: true };
  const passages = cutPassages(document, passageLength(budget));
  const chosen = new Set<Passage>();
  let left = budget;
  const take = (wanted: readonly Passage[], upTo = left) => {
    let share = Math.min(upTo, left);
    for (const passage of wanted) {
      if (chosen.has(passage) || passage.cost > share) continue;
      chosen.add(passage);
      share -= passage.cost;
      left -= passage.cost;
    }
  };

  const asked = new Set(askedPages(shortQuestion(question), document.pageCount));
  take(passages.filter(({ page }) => asked.has(page)));
  take(passages, budget * BEGINNING_SHARE);
  const matching = await byMatch(passages, question);
  take(matching.length > 0 || asked.size > 0 ? matching : spread(passages, left));
  return { text: render([...chosen], document.pageCount), isWhole: false };
}

function passageLength(budget: number): number {
  const share = Math.floor(budget / PASSAGES_PER_BUDGET);
  return Math.min(PASSAGE_LENGTH, Math.max(MIN_PASSAGE_LENGTH, share));
}

function cutPassages({ pages, pageCount }: DocumentPages, length: number): Passage[] {
  const marks = GAP.length + pageMark(pageCount).length + 4;
  const passages: Passage[] = [];
  for (const { page, text } of pages) {
    for (const piece of cutText(text, length)) {
      const escaped = escapeMarks(piece);
      passages.push({ order: passages.length, page, text: escaped, cost: escaped.length + marks });
    }
  }
  return passages;
}

/** Cuts at the last paragraph, line, sentence or word that ends in the second half of a piece. */
function cutText(text: string, length: number): string[] {
  const pieces: string[] = [];
  let at = 0;
  while (at < text.length) {
    const window = text.slice(at, at + length);
    const end = at + length >= text.length ? window.length : cutPoint(window);
    const piece = window.slice(0, end).replace(/^\n+/, "").trimEnd();
    if (piece !== "") pieces.push(piece);
    at += end;
  }
  return pieces;
}

function cutPoint(window: string): number {
  const half = window.length / 2;
  for (const edge of ["\n\n", "\n", ". ", "。", " "]) {
    const found = window.lastIndexOf(edge);
    if (found >= half) return found + edge.length;
  }
  const isPairCut = /[\ud800-\udbff]$/.test(window);
  return isPairCut ? window.length - 1 : window.length;
}

async function byMatch(passages: readonly Passage[], question: string): Promise<Passage[]> {
  const scores = await rankPassages(
    passages.map(({ text }) => text),
    question,
  );
  const scoreOf = ({ order }: Passage) => scores[order] ?? 0;
  return passages
    .filter((passage) => scoreOf(passage) > 0)
    .sort((one, other) => scoreOf(other) - scoreOf(one) || one.order - other.order);
}

/** Returns as many passages as fit, evenly from the whole document, including its end. */
function spread(passages: readonly Passage[], budget: number): Passage[] {
  const dearest = passages.reduce((most, { cost }) => Math.max(most, cost), 0);
  const count = Math.min(Math.floor(budget / dearest), passages.length);
  const step = passages.length / count;
  return Array.from({ length: count }, (_, index) => passages.length - 1 - Math.floor(index * step))
    .map((order) => passages[order])
    .filter((passage) => passage !== undefined);
}

function render(chosen: readonly Passage[], pageCount: number): string {
  let text = "";
  let before: Passage | null = null;
  for (const passage of chosen.toSorted((one, other) => one.order - other.order)) {
    const isNext = passage.order === (before?.order ?? -1) + 1;
    if (!isNext) text += `${GAP}\n`;
    if (pageCount > 1 && passage.page !== before?.page) text += `${pageMark(passage.page)}\n`;
    text += `${passage.text}\n`;
    before = passage;
  }
  return text.trimEnd();
}
