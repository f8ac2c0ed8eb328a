import { TransientError } from "../core/errors.ts";
import type { Clock, ContentPart, Model, ModelAnswer } from "../core/ports.ts";
import type { Store, Turn } from "../store/store.ts";
import type { Hold } from "./answer-message.ts";
import { withPersona } from "./persona.ts";
import { buildPrompt } from "./prompt.ts";

export interface ThinkDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
  readonly model: Model;
  /** Takes every second attempt when there is one. */
  readonly fallbackModel: Model | null;
  readonly systemPrompt: string;
  /** Past messages of both sides that go along. */
  readonly maxHistory: number;
  /** No call begins later than this after the message's first. */
  readonly callWindowMs: number;
  /** When this process began: what a process before it had begun counts for nothing. */
  readonly startedAt: number;
  /** A keyed hash, safe to show to the upstream. */
  pseudonym(of: string): string;
}

/** One model turn. Null when the lane was lost meanwhile; throws what `Model` throws. */
export async function think(
  turn: Turn,
  content: readonly ContentPart[],
  { lane, signal }: Hold,
  deps: ThinkDeps,
): Promise<ModelAnswer | null> {
  const past = await deps.store.history(turn, deps.maxHistory);
  const firstCallAt = await deps.store.beginModelCall(lane, turn, deps.startedAt);
  if (firstCallAt === null) return null;
  if (deps.clock.now() - firstCallAt > deps.callWindowMs) {
    throw new TransientError("no model answered in time", { code: "call-window" });
  }
  const model = (turn.attempt % 2 === 1 ? deps.fallbackModel : null) ?? deps.model;
  return model.respond({
    ...buildPrompt(withPersona(deps.systemPrompt, turn.user.persona), past, content),
    userKey: deps.pseudonym(`user:${turn.userId}`),
    cacheKey: deps.pseudonym(`conversation:${turn.conversationId}`),
    signal,
  });
}
