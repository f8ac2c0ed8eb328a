import { type CircuitBreaker, type CircuitState, createCircuitBreaker } from "./circuit-breaker.ts";
import { type Reason, SendUncertain, TransientError } from "./errors.ts";
import { isLocalShortage } from "./local-shortage.ts";
import type { Clock, Messenger, Model } from "./ports.ts";
import type { Speaker } from "./speaker.ts";

export interface Circuits {
  /** Returns the breaker of a model or a channel, created at its first use. */
  of(upstream: string): CircuitBreaker;
  states(): Readonly<Record<string, CircuitState>>;
}

/** Creates one circuit breaker for each upstream. */
export function createCircuits(clock: Clock): Circuits {
  const breakers = new Map<string, CircuitBreaker>();
  return {
    of: (upstream) => {
      const breaker = breakers.get(upstream) ?? createCircuitBreaker(upstream, clock);
      breakers.set(upstream, breaker);
      return breaker;
    },
    states: () =>
      Object.fromEntries([...breakers].map(([upstream, breaker]) => [upstream, breaker.state()])),
  };
}

/** Returns the same model behind a circuit breaker. */
export function protectModel(model: Model, breaker: CircuitBreaker): Model {
  return {
    ...model,
    respond: (request) =>
      breaker.run(
        () => model.respond(request),
        (error) => {
          // A request that we aborted ourselves says nothing about the model.
          if (request.signal.aborted || isOurs(error)) return "unclear";
          return isFaultOfModel(error) ? "failing" : "alive";
        },
        request.waitingSince === undefined
          ? null
          : { key: request.userKey, waitingSince: request.waitingSince },
      ),
  };
}

/** Returns the same speaker behind a circuit breaker. */
export function protectSpeaker(speaker: Speaker, breaker: CircuitBreaker): Speaker {
  return {
    speak: (request) =>
      breaker.run(
        () => speaker.speak(request),
        (error) => {
          if (request.signal.aborted || isOurs(error)) return "unclear";
          return isFaultOfModel(error) ? "failing" : "alive";
        },
        null,
      ),
  };
}

// Any other fault, such as an unreadable answer, may depend on the prompt.
const FAULTS_OF_MODEL: ReadonlySet<Reason | null> = new Set([
  "connection",
  "rate",
  "server",
  "timeout",
]);

function isFaultOfModel(error: unknown): boolean {
  return error instanceof TransientError && FAULTS_OF_MODEL.has(error.reason);
}

/** Returns the same messenger with its sends behind a circuit breaker. */
export function protectMessenger(messenger: Messenger, breaker: CircuitBreaker): Messenger {
  return {
    ...messenger,
    send: (part, files) =>
      breaker.run(
        () => messenger.send(part, files),
        (error) => {
          if (isOurs(error)) return "unclear";
          // The messenger holds one user back, and serves the others.
          if (error instanceof TransientError && error.reason === "user-rate") return "alive";
          return error instanceof TransientError || error instanceof SendUncertain
            ? "failing"
            : "alive";
        },
        part.createdAt === undefined ? null : { key: part.nonce, waitingSince: part.createdAt },
      ),
  };
}

/** Returns whether the call did not leave this machine, and so says nothing about its upstream. */
function isOurs(error: unknown): boolean {
  return error instanceof TransientError && isLocalShortage(error.code);
}
