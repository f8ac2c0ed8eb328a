import { TransientError } from "../../core/errors.ts";
import type { Language } from "../../core/language.ts";
import type { Clock, Model } from "../../core/ports.ts";
import { chooseAnswer, fold, scriptFor } from "./choose-answer.ts";
import { readUserTurns } from "./read-request.ts";
import { answerFromCall, chooseCall } from "./scripted-call.ts";

const USAGE = { kind: "model", provider: "offline", model: "offline", tokens: null } as const;

/**
 * Creates a model that needs neither key nor network, for trying everything else: a short script in
 * the user's language. It tells each user once that it is not a real model.
 */
export function createOfflineModel(deps: {
  readonly clock: Clock;
  /** The language of users whose messages do not show theirs; English by default. */
  readonly language?: Language;
  /** The delay before each answer, so that users see the bot typing; 0 by default. */
  readonly thinkingMs?: number;
}): Model {
  const name = "offline";
  const { clock, language = "en", thinkingMs = 0 } = deps;
  const introduced = new Set<string>();
  return {
    name,
    capabilities: { vision: true, files: true },
    respond: async (request) => {
      if (thinkingMs > 0) await pause(thinkingMs, request.signal, clock);
      if (request.signal.aborted) {
        throw new TransientError("The offline model: called off", { code: "aborted" });
      }
      const turns = readUserTurns(request);
      const script = scriptFor(turns, language);
      const words = turns.at(-1)?.words ?? "";
      const call = chooseCall(request, script.calls, { words, folded: fold(words) });
      if (call !== null) {
        return { kind: "tool-calls", calls: [call], continuation: null, usage: USAGE };
      }
      const answer =
        answerFromCall(request, script.calls) ?? (await chooseAnswer(turns, script, clock.now()));
      const isFirst = !introduced.has(request.userKey);
      introduced.add(request.userKey);
      const text = isFirst ? `${answer}\n\n${script.explanation}` : answer;
      return { kind: "answer", text, outcome: "complete", usage: USAGE };
    },
  };
}

function pause(ms: number, signal: AbortSignal, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    signal.addEventListener("abort", () => {
      cancel();
      resolve();
    });
  });
}
