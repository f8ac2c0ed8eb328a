import { isCircuitOpen } from "../core/circuit-breaker.ts";
import { TransientError } from "../core/errors.ts";
import type { Clock, ContentPart, Model, ModelAnswer, ModelRequest } from "../core/ports.ts";
import type { PastMessage, Store, Turn } from "../store/store.ts";
import type { Hold } from "./answer-message.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { dayOf } from "./moment.ts";
import { withPersona } from "./persona.ts";
import { buildPrompt, type Prompt } from "./prompt.ts";

export interface ThinkDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
  readonly model: Model;
  /** Takes every second attempt when there is one. */
  readonly fallbackModel: Model | null;
  readonly systemPrompt: string;
  readonly timezone: string;
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
  content: readonly ContentPart[],
  hold: Hold,
  deps: ThinkDeps,
): Promise<Thought | null> {
  const { timezone, limits } = deps;
  const systemPrompt = withPersona(deps.systemPrompt, turn.user.persona);
  const now = deps.clock.now();
  const promptWith = (past: readonly PastMessage[]) =>
    buildPrompt({ systemPrompt, past, content, now, timezone });
  let past = await deps.store.history(turn, deps.maxHistory);
  while (past.length > 0 && tokensIn(promptWith(past)) > limits.context) past = past.slice(1);
  for (;;) {
    const thought = await call(turn, promptWith(past), hold, deps);
    const isTooLong = thought?.outcome === "answered" && thought.answer.outcome === "too-long";
    if (!isTooLong || past.length === 0) return thought;
    past = past.slice(Math.ceil(past.length / 2));
  }
}

async function call(
  turn: Turn,
  prompt: Prompt,
  { lane, signal }: Hold,
  deps: ThinkDeps,
): Promise<Thought | null> {
  const { clock, limits } = deps;
  const begun = await deps.store.beginModelCall(lane, turn, {
    voidBefore: deps.startedAt,
    budget: {
      day: dayOf(clock.now(), deps.timezone),
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
