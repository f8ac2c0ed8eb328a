import { isCircuitOpen } from "../core/circuit-breaker.ts";
import { TransientError } from "../core/errors.ts";
import type { LaneLease } from "../core/lane.ts";
import type { Clock, Model, ModelAnswer, ModelRequest } from "../core/ports.ts";
import type { ModelCall } from "../store/spending.ts";
import type { PastMessage, Store } from "../store/store.ts";
import type { Turn } from "../store/turn.ts";
import type { PromptInput } from "./prompt/gather-prompt-input.ts";
import { estimateTokens } from "./prompt/estimate-tokens.ts";
import { withPersona } from "./prompt/persona.ts";
import { buildPrompt, type Prompt } from "./prompt/build-prompt.ts";
import { createMessageFormatter } from "./prompt/format-message.ts";
import { chooseWindow } from "./prompt/choose-window.ts";

export interface ThinkDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
  readonly model: Model;
  /** Takes every second attempt when there is one. */
  readonly fallbackModel: Model | null;
  readonly systemPrompt: string;
  readonly dayOf: (at: number) => string;
  readonly describeMoment: (at: number) => string;
  /** Past messages of both sides that go along. */
  readonly maxHistory: number;
  readonly limits: TokenLimits;
  /** No call begins later than this after the message's first. */
  readonly callWindowMs: number;
  /** When this process began: what a process before it had begun counts for nothing. */
  readonly startedAt: number;
  /** A keyed hash, safe to show to the upstream. */
  pseudonym(of: string): string;
}

/** Of the longest prompt: the rest is left for what is asked now, so that it rarely costs any past. */
const SHARE_OF_THE_PAST = 0.75;

/** In tokens; a limit of a day may be 0, which is none. */
interface TokenLimits {
  readonly context: number;
  readonly output: number;
  readonly daily: number;
  readonly dailyPerUser: number;
}

/** What came of a turn: an answer, or that there must be none for reasons of money. */
export type Thought =
  | { readonly outcome: "answered"; readonly answer: ModelAnswer }
  | { readonly outcome: "over-limit" | "over-limit-again" };

/**
 * One model turn, and another with half of the past when that was too long. Null when the lane was
 * lost meanwhile; throws what `Model` throws.
 */
export async function think(
  turn: Turn,
  question: PromptInput,
  hold: LaneLease,
  deps: ThinkDeps,
): Promise<Thought | null> {
  const { limits, maxHistory } = deps;
  const systemPrompt = withPersona(deps.systemPrompt, turn.user.persona);
  const tell = createMessageFormatter(deps.describeMoment);
  const promptWith = (past: readonly PastMessage[]) =>
    buildPrompt({ systemPrompt, past, question, tell });
  let past = chooseWindow(await deps.store.history(turn, maxHistory + 1), {
    messages: maxHistory,
    tokens: limits.context * SHARE_OF_THE_PAST,
  });
  // What has to give way to a long question is back in the next prompt.
  const historyFrom = past[0]?.messageId ?? null;
  past = newestThatFit(past, (some) => tokensIn(promptWith(some)) <= limits.context);
  for (;;) {
    const thought = await call(turn, { ...promptWith(past), historyFrom }, hold, deps);
    const isTooLong = thought?.outcome === "answered" && thought.answer.outcome === "too-long";
    if (!isTooLong) return thought;
    // Refused before it was read: nothing was spent.
    await deps.store.settleTokens(hold.lane, turn, thought.answer.usage?.totalTokens ?? 0);
    if (past.length === 0) return thought;
    past = past.slice(Math.ceil(past.length / 2));
  }
}

/** As much of the newest as fits, by halves: each try builds the whole prompt. */
function newestThatFit(
  past: readonly PastMessage[],
  fits: (some: readonly PastMessage[]) => boolean,
): PastMessage[] {
  let [least, most] = [0, past.length];
  while (least < most) {
    const dropped = Math.floor((least + most) / 2);
    if (fits(past.slice(dropped))) most = dropped;
    else least = dropped + 1;
  }
  return past.slice(most);
}

async function call(
  turn: Turn,
  { historyFrom, ...prompt }: Prompt & Pick<ModelCall, "historyFrom">,
  { lane, signal }: LaneLease,
  deps: ThinkDeps,
): Promise<Thought | null> {
  const { clock, limits } = deps;
  const begun = await deps.store.beginModelCall(lane, turn, {
    voidBefore: deps.startedAt,
    historyFrom,
    budget: {
      day: deps.dayOf(clock.now()),
      tokens: tokensIn(prompt) + limits.output,
      dailyLimit: limits.daily,
      dailyLimitPerUser: limits.dailyPerUser,
    },
  });
  if (begun === null || begun.outcome !== "begun") return begun;
  if (clock.now() - begun.firstCallAt > deps.callWindowMs) {
    throw new TransientError("no model answered in time", { code: "call-window" });
  }
  const answer = await askFirstThatMayBe(modelsFor(turn, deps), {
    ...prompt,
    userKey: deps.pseudonym(`user:${turn.userId}`),
    cacheKey: deps.pseudonym(`conversation:${turn.conversationId}`),
    waitingSince: (turn.earlier[0] ?? turn).receivedAt,
    signal,
  });
  return { outcome: "answered", answer };
}

function tokensIn({ instructions, turns }: Prompt): number {
  return estimateTokens([instructions, ...turns.flatMap((one) => one.content)]);
}

/** The models in the order of this attempt. */
function modelsFor({ attempt }: Turn, { model, fallbackModel }: ThinkDeps): Model[] {
  if (fallbackModel === null) return [model];
  return attempt % 2 === 0 ? [model, fallbackModel] : [fallbackModel, model];
}

/** Asks the first model, or the next one when the first is given a rest and was not asked at all. */
async function askFirstThatMayBe(
  [first, ...others]: readonly Model[],
  request: ModelRequest,
): Promise<ModelAnswer> {
  if (first === undefined) throw new Error("there is no model to ask");
  try {
    return await first.respond(request);
  } catch (error) {
    if (others.length === 0 || !isCircuitOpen(error)) throw error;
    return askFirstThatMayBe(others, request);
  }
}
