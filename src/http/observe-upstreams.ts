import { PermanentError, SendUncertain, TransientError } from "../core/errors.ts";
import type { Clock, Messenger, Model } from "../core/ports.ts";
import type { Metrics } from "./metrics.ts";

/** Returns the same model with each call counted and timed. */
export function observeModel(model: Model, metrics: Metrics, clock: Clock): Model {
  return {
    ...model,
    respond: async (request) => {
      const startedAt = clock.now();
      try {
        const answer = await model.respond(request);
        const outcome = answer.kind === "answer" ? answer.outcome : answer.kind;
        metrics.modelCall(outcome, clock.now() - startedAt, answer.usage.tokens);
        if (answer.usage.searches !== undefined) metrics.hostedSearches(answer.usage.searches);
        return answer;
      } catch (error) {
        const outcome = error instanceof PermanentError ? "permanent" : "transient";
        metrics.modelCall(outcome, clock.now() - startedAt, null);
        throw error;
      }
    },
  };
}

/** Returns the same messenger with each send counted by its outcome. */
export function observeMessenger(messenger: Messenger, metrics: Metrics): Messenger {
  return {
    ...messenger,
    send: async (part, files) => {
      try {
        const sent = await messenger.send(part, files);
        metrics.send("accepted", null);
        return sent;
      } catch (error) {
        if (error instanceof SendUncertain) metrics.send("uncertain", error.code);
        else if (error instanceof TransientError) metrics.send("transient", error.code);
        else metrics.send("refused", error instanceof PermanentError ? error.code : null);
        throw error;
      }
    },
  };
}
