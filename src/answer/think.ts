import { TransientError } from "../core/errors.ts";
import type { LaneLease } from "../core/lane.ts";
import type { TokenUsage } from "../core/message.ts";
import type { ModelAnswer, ModelReply } from "../core/ports.ts";
import type { ToolDefinition } from "../core/tool-call.ts";
import type { Costs } from "../ledger/costs.ts";
import { addressesOf } from "../core/user-address.ts";
import type { ModelCall } from "../store/spending.ts";
import type { Bill } from "../store/charges.ts";
import type { PastMessage } from "../store/past-messages.ts";
import type { Store } from "../store/store.ts";
import type { ToolEffect } from "../store/tool-effects.ts";
import type { Turn } from "../store/turn.ts";
import { askModels, type Models } from "./ask-models.ts";
import { budgetsOfCall, createReserve } from "./budgets-of-call.ts";
import { countTokens, sumOf } from "./count-tokens.ts";
import type { PromptInput } from "./prompt/gather-prompt-input.ts";
import { type Beside, tokensIn } from "./prompt/tokens-in.ts";
import { withPersona } from "./prompt/persona.ts";
import { buildPrompt, type Prompt } from "./prompt/build-prompt.ts";
import { createMessageFormatter } from "./prompt/format-message.ts";
import { chooseWindow, newestThatFit } from "./prompt/choose-window.ts";
import { withPastCalls } from "./prompt/show-past-calls.ts";
import type { KnownPages } from "./reply/list-sources.ts";
import { pagesOf } from "./tools/read-page.ts";
import type { Tool } from "./tools/tool.ts";
import {
  addRound,
  effectsOf,
  resumeRounds,
  type ToolRounds,
  type ToolRoundsDeps,
} from "./tools/tool-rounds.ts";

export interface ThinkDeps extends Omit<ToolRoundsDeps, "tools" | "reserveRepeated">, Models {
  /** Returns the tools that can be called at present, in an order that does not change. */
  tools(): Promise<readonly Tool[]>;
  readonly store: Store;
  readonly systemPrompt: string;
  readonly dayOf: (at: number) => string;
  readonly describeMoment: (at: number) => string;
  /** The maximum number of past messages of both sides in a prompt. */
  readonly maxHistory: number;
  readonly limits: TokenLimits;
  /** True if the model may search the web itself. */
  readonly hasHostedSearch: boolean;
  /** The user's time zone, by its IANA name. */
  timezoneOf(turn: Turn): string;
  /** Prices each call, and the parts of its reply. */
  readonly costs: Costs;
  /** The maximum number of a reply's parts that are sent at once. */
  readonly maxParts: number;
  /** Called when four fifths of the money of a day or month are spent. */
  onNearBudget(): Promise<void>;
  /** No call begins later than this after the message's first one. */
  readonly callWindowMs: number;
  /** The time at which this process began: calls begun by an earlier process are void. */
  readonly startedAt: number;
  /** A keyed hash, safe to show to the upstream. */
  pseudonym(of: string): string;
}

/** The history's share of the longest prompt; the rest is for the question. */
const SHARE_OF_THE_PAST = 0.75;

/** The maximum number of replies to one message; the last is requested without tools. */
const MAX_ROUNDS = 8;

/** Limits in tokens; 0 for a day is none. */
interface TokenLimits {
  readonly context: number;
  readonly output: number;
  readonly daily: number;
  readonly dailyPerUser: number;
}

/** The outcome of a turn: an answer, or none because a limit is reached. */
export type Thought =
  | {
      readonly outcome: "answered";
      readonly answer: ModelAnswer;
      readonly pages: KnownPages;
      /** The bill of its last call. */
      readonly bill: Bill;
      /** The changes that tools asked for. */
      readonly effects: readonly ToolEffect[];
    }
  | { readonly outcome: "over-limit" | "over-limit-again" };

interface Replied {
  readonly outcome: "replied";
  readonly reply: ModelReply;
}

/**
 * Asks the model until it answers: again with the results of the tools that it calls, and with half
 * of the history if that was too long. Returns null if the lane was lost or a newer message arrived
 * meanwhile; throws what `Model` throws.
 */
export async function think(
  turn: Turn,
  question: PromptInput,
  hold: LaneLease,
  whole: ThinkDeps,
): Promise<Thought | null> {
  const known = await whole.tools();
  const tools = known.filter((tool) => tool.isOffered?.(turn) ?? true);
  const deps = { ...whole, tools, reserveRepeated: createReserve(whole) };
  const { limits, maxHistory, store } = deps;
  const systemPrompt = withPersona(deps.systemPrompt, turn.user.persona);
  const tell = createMessageFormatter(deps.describeMoment);
  const history = await store.history(turn, maxHistory + 1);
  const since = history[0]?.messageId;
  // Also those of a tool that this turn lacks: what was said stays as it was.
  const found =
    turn.has.toolCalls && known.length > 0 && since !== undefined
      ? await store.pastToolCalls(turn, since)
      : [];
  let past: readonly PastMessage[] = chooseWindow(withPastCalls(history, found), {
    messages: maxHistory,
    tokens: limits.context * SHARE_OF_THE_PAST,
  });
  // Null while nothing is left out; what is left out for a long question returns in the next prompt.
  const historyFrom = past[0]?.messageId === since ? null : (past[0]?.messageId ?? null);
  const asked = { turn, said: saidIn(past, question) };
  let rounds = await resumeRounds(asked, hold, deps);
  if (rounds?.isRepeated === true) {
    await store.settleTokens(hold.lane, turn, 0, chargesFor(rounds, turn, deps));
    rounds = { ...rounds, used: [] };
  }
  let earlier: TokenUsage | null = null;
  while (rounds !== null && !hold.signal.aborted) {
    const isLast = rounds.own >= MAX_ROUNDS - 1;
    const beside = {
      tools: isLast ? [] : tools.map(({ definition }) => definition),
      rounds: rounds.all,
      webSearch: isLast || !deps.hasHostedSearch ? undefined : { timezone: deps.timezoneOf(turn) },
    };
    const hasTools = tools.length + rounds.all.length > 0;
    const promptWith = (some: readonly PastMessage[]) =>
      buildPrompt({ systemPrompt, hasTools, past: some, question, tell });
    past = newestThatFit(past, (some) => tokensIn(promptWith(some), beside) <= limits.context);
    const isFinished = effectsOf(rounds).some(({ kind }) => kind === "send-file");
    const thought = await call(turn, { ...promptWith(past), ...beside, historyFrom }, hold, deps)
      // What a tool has made is an answer without words, too.
      .catch((error: unknown) => {
        if (isFinished && isWordless(error)) return withoutWords(deps.model.name);
        throw error;
      });
    if (thought === null || thought.outcome !== "replied") return thought;
    const { reply } = thought;
    const spent = countTokens(reply.usage);
    const charges = deps.costs.chargesOf(reply.usage, turn.sid);
    if (reply.kind === "tool-calls") {
      earlier = sumOf(earlier, reply.usage.tokens);
      const next: ToolRounds | null = hold.signal.aborted
        ? rounds
        : await addRound(rounds, reply, asked, hold, deps);
      // What its calls may cost was reserved together with it.
      const isUnknown = spent === null && charges.length === 0;
      const all = isUnknown ? [] : [...charges, ...chargesFor(next, turn, deps)];
      await store.settleTokens(hold.lane, turn, spent, all);
      rounds = next === null ? null : { ...next, used: [] };
    } else if (reply.outcome === "too-long" && past.length > 0) {
      // Refused before it was read: nothing was spent.
      await store.settleTokens(hold.lane, turn, spent ?? 0, charges);
      past = past.slice(Math.ceil(past.length / 2));
    } else {
      // The stored answer has the tokens of all its rounds; the last call is settled alone.
      const tokens = sumOf(earlier, reply.usage.tokens);
      return {
        outcome: "answered",
        answer: { ...reply, usage: { ...reply.usage, tokens } },
        pages: pagesOf(rounds.ended, reply.sources),
        effects: effectsOf(rounds),
        bill: {
          tokens: reply.outcome === "too-long" ? (spent ?? 0) : spent,
          charges: [...charges, ...chargesFor(rounds, turn, deps)],
          partNanoDollars: deps.costs.priceOfPart(turn.sid, addressesOf(turn.user.identity)),
        },
      };
    }
  }
  return null;
}

/** Returns what calls of tools are charged that is not settled yet. */
function chargesFor(
  rounds: ToolRounds | null,
  turn: Turn,
  { costs }: Pick<ThinkDeps, "costs">,
): Bill["charges"] {
  return (rounds?.used ?? []).flatMap((usage) => costs.chargesOf(usage, turn.sid));
}

/** Returns the texts that the user has written and sent, without what tools have found. */
function saidIn(past: readonly PastMessage[], question: PromptInput): string[] {
  const parts = [...question.messages, ...question.beside, ...question.documents];
  return [
    ...past.flatMap(({ role, text }) => (role === "user" ? text : [])),
    ...parts.flatMap((part) => (part.kind === "text" ? part.text : [])),
  ];
}

async function call(
  turn: Turn,
  { historyFrom, tools, webSearch, ...prompt }: Prompt & Beside & Pick<ModelCall, "historyFrom">,
  { lane, signal }: LaneLease,
  deps: Omit<ThinkDeps, "tools"> & { readonly tools: readonly Tool[] },
): Promise<Exclude<Thought, { outcome: "answered" }> | Replied | null> {
  const { clock } = deps;
  const isSearching = webSearch !== undefined;
  const inputTokens = tokensIn(prompt, { tools, rounds: prompt.rounds });
  const begun = await deps.store.beginModelCall(lane, turn, {
    voidBefore: deps.startedAt,
    historyFrom,
    ...budgetsOfCall(turn, { inputTokens, hasTools: tools.length > 0, isSearching }, deps),
  });
  if (begun === null || begun.outcome !== "begun") return begun;
  if (begun.isNearBudget === true) await deps.onNearBudget();
  const isLate = clock.now() - begun.firstCallAt > deps.callWindowMs;
  if (isLate && prompt.rounds.length === 0) {
    throw new TransientError("no model answered in time", { code: "call-window" });
  }
  const isFree = ({ name }: ToolDefinition) =>
    (deps.tools.find(({ definition }) => definition.name === name)?.costsAtMost ?? 0n) === 0n;
  const offered = begun.isLesser === true ? { tools: tools.filter(isFree) } : { tools, webSearch };
  const reply = await askModels(turn, deps, {
    ...prompt,
    // Finished calls are used for an answer, however long they took.
    ...(!isLate && offered),
    userKey: deps.pseudonym(`user:${turn.userId}`),
    cacheKey: deps.pseudonym(`conversation:${turn.conversationId}`),
    waitingSince: (turn.earlier[0] ?? turn).receivedAt,
    signal,
  });
  return { outcome: "replied", reply };
}

function isWordless(error: unknown): boolean {
  return error instanceof TransientError && error.reason === "no-answer";
}

/** Returns an answer without words, whose cost is not known. */
function withoutWords(model: string): Replied {
  const usage = { kind: "model", provider: "unknown", model, tokens: null } as const;
  return { outcome: "replied", reply: { kind: "answer", text: "", outcome: "complete", usage } };
}
