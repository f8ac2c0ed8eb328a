import { readDollars } from "../../core/read-dollars.ts";
import { MAX_USER_BUDGET } from "../../store/charges.ts";
import { bareWord } from "../../text/fold-word.ts";

export interface BudgetWords {
  /** The words that end a limit, and those for a day and a month, folded. */
  readonly off: readonly string[];
  readonly day: readonly string[];
  readonly month: readonly string[];
}

/** The text after the command's word: a user, and their new limit. */
export interface WrittenBudget {
  readonly user: string;
  readonly period: "daily" | "monthly" | null;
  /** In nano-dollars; null ends the limit, and "unread" is no amount. */
  readonly amount: bigint | null | "unread";
}

/** In UTF-16 units. */
const MAX_LENGTH = 200;
/** Words beside an amount or a period that add nothing, in any language; folded. */
const FILLERS: ReadonlySet<string> = new Set(
  "a al an per por each every cada the usd dollar dollars dolar dolares limit limite".split(" "),
);

/**
 * Reads `USER 5`, `USER $5 a month`, `USER month 5` or `USER off`. Null if nothing follows the user.
 * A number may be written with spaces, so its last digits can be taken for an amount: the whole is
 * the user then.
 */
export function readBudget(argument: string, words: BudgetWords): WrittenBudget | null {
  // The sign stands apart from its amount in some languages.
  const [first = "", ...others] = argument
    .slice(0, MAX_LENGTH)
    .normalize("NFKC")
    .trim()
    .replaceAll(/(\$)\s+(?=\d)|(?<=\d)\s+(?=\$|USD\b)/giu, "$1")
    .split(/\s+|(?<=[\d$])\/(?=\p{L})/u);
  const told = others.filter((word) => !FILLERS.has(bareWord(word)) && word !== "/");
  const period = told.map((word) => periodOf(word, words)).find((one) => one !== null) ?? null;
  const written = [first, ...told.filter((word) => periodOf(word, words) === null)];
  const last = written.pop() ?? "";
  if (written.length === 0) return null;
  const user = written.join(" ");
  if (words.off.includes(bareWord(last))) return { user, period, amount: null };
  return { user, period, amount: amountOf(last) ?? "unread" };
}

function periodOf(word: string, { day, month }: BudgetWords): WrittenBudget["period"] {
  const bare = bareWord(word);
  if (day.includes(bare)) return "daily";
  return month.includes(bare) ? "monthly" : null;
}

/** Accepts a sign of the dollar on either side, and a comma before one or two digits. */
function amountOf(word: string): bigint | null {
  const bare = word
    .replaceAll(/^(?:US)?\$|(?:\$|USD)?[.,;!]*$/giu, "")
    .replace(/,(\d{1,2})$/, ".$1");
  // One in some languages, a thousand in others.
  if (/^[1-9]\d{0,2}\.\d{3}$/.test(bare)) return null;
  const amount = readDollars(bare);
  return amount !== null && amount <= MAX_USER_BUDGET ? amount : null;
}
