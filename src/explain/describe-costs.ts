import { upperFirst } from "../core/upper-first.ts";
import { formatDollars } from "../ledger/format-money.ts";
import type { MessageCharge } from "../store/charges.ts";

/** The charges of an answer that a message shares with others, and the message that they stand with. */
export interface SharedCosts {
  readonly messageId: number;
  readonly charges: readonly MessageCharge[];
}

/** Returns the cost of a message, in lines: the sum, and each charge with its purpose. */
export function describeCosts(
  charges: readonly MessageCharge[],
  shared: SharedCosts | null = null,
): string[] {
  const own = charges.length === 0 ? [] : listed("cost", charges);
  const answer = shared?.charges.filter(({ kind }) => kind !== "message in") ?? [];
  if (shared === null || answer.length === 0) return own;
  return [...own, ...listed(`its answer, shared with message ${shared.messageId}, cost`, answer)];
}

function listed(what: string, charges: readonly MessageCharge[]): string[] {
  const sum = charges.reduce((all, { nanoDollars }) => all + nanoDollars, 0n);
  return [`${what} ${formatDollars(sum)}`, ...charges.map((charge) => `  ${describe(charge)}`)];
}

function describe(charge: MessageCharge): string {
  const guess = charge.isEstimated ? ", estimated" : "";
  return `${formatDollars(charge.nanoDollars)} ${describeUse(charge)}${guess}`;
}

/** Describes what a charge is for: `model, openai gpt-5.2, 120 input tokens`. */
export function describeUse({ kind, provider, model, units }: MessageCharge): string {
  const used = Object.entries(Object(JSON.parse(units))).flatMap(([name, amount]) =>
    amount === 0 || name === "messages" ? [] : describeUnit(name, String(amount)),
  );
  return [nameOfUse(kind, provider, model), ...used].join(", ");
}

function nameOfUse(kind: MessageCharge["kind"], provider: string, model: string): string {
  switch (kind) {
    case "message in":
      return `message received, charged by ${upperFirst(provider)}`;
    case "message out":
      return `message sent, charged by ${upperFirst(provider)}`;
    case "search":
      return `search of the web, ${provider}`;
    case "model":
    case "picture":
    case "speech":
    case "transcription":
      return `${kind}, ${provider} ${model}`;
  }
}

/** Formats a unit: `120 input tokens`, `30 cache write tokens`, `unknown country`. */
function describeUnit(name: string, amount: string): string {
  if (name === "corrected") return "corrected to what it really cost";
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (name === "searches" && amount === "1") return "1 search";
  return TOKENS.has(name) ? `${amount} ${words} tokens` : `${amount} ${words}`;
}

const TOKENS: ReadonlySet<string> = new Set(["input", "cached", "cacheWrite", "output"]);
