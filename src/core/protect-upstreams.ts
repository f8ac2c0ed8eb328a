import { type CircuitBreaker, type CircuitState, createCircuitBreaker } from "./circuit-breaker.ts";
import { type Reason, SendUncertain, TransientError } from "./errors.ts";
import { isLocalShortage } from "./local-shortage.ts";
import type { Clock, Messenger, Model } from "./ports.ts";

export interface Circuits {
  /** The breaker of a model or a channel, made when it is first asked for. */
  of(upstream: string): CircuitBreaker;
  states(): Readonly<Record<string, CircuitState>>;
}

/** One circuit breaker for each upstream. */
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

/** The same model, left alone while it does nothing but fail. */
export function protectModel(model: Model, breaker: CircuitBreaker): Model {
  return {
    ...model,
    respond: (request) =>
      breaker.run(
        () => model.respond(request),
        (error) => {
          // What we broke off ourselves says nothing about the model.
          if (request.signal.aborted || isOurs(error)) return "unclear";
          return isFaultOfModel(error) ? "failing" : "alive";
        },
        request.waitingSince === undefined
          ? null
          : { key: request.userKey, waitingSince: request.waitingSince },
      ),
  };
}

// Every other, such as an answer that cannot be read, may be what one prompt leads to.
const FAULTS_OF_MODEL: ReadonlySet<Reason | null> = new Set([
  "connection",
  "rate",
  "server",
  "timeout",
]);

function isFaultOfModel(error: unknown): boolean {
  return error instanceof TransientError && FAULTS_OF_MODEL.has(error.reason);
}

/** The same messenger, its sends held back while they do nothing but fail. */
export function protectMessenger(messenger: Messenger, breaker: CircuitBreaker): Messenger {
  return {
    ...messenger,
    send: (part) =>
      breaker.run(
        () => messenger.send(part),
        (error) => {
          if (isOurs(error)) return "unclear";
          return error instanceof TransientError || error instanceof SendUncertain
            ? "failing"
            : "alive";
        },
        part.createdAt === undefined ? null : { key: part.nonce, waitingSince: part.createdAt },
      ),
  };
}

/** Whether the call did not leave this machine, and says nothing of its upstream. */
function isOurs(error: unknown): boolean {
  return error instanceof TransientError && isLocalShortage(error.code);
}
