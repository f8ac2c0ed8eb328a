import type { Clock } from "../../core/ports.ts";
import { restError } from "./rest-error.ts";

export type FaultPoint =
  | "create"
  | "content"
  | "fetch"
  | "list"
  | "delete"
  | "typing"
  | "media"
  | "account";

/** A failure of the next call of this kind, or of the next `times` of them. */
export type Fault = {
  readonly on: FaultPoint;
  readonly times?: number;
} & (
  | { readonly kind: "429"; readonly retryAfter?: string }
  | { readonly kind: "500" }
  /** Twilio refuses with this code, such as 63016 with status 400. */
  | { readonly kind: "code"; readonly code: number; readonly status: number }
  /** The connection is cut before anything is done. */
  | { readonly kind: "refused" }
  /** The request is executed, and then the connection is cut. */
  | { readonly kind: "lost-response" }
  /** The request is executed, and half of the response is missing. */
  | { readonly kind: "garbled" }
  /** The request is executed at once, and answered after `ms`. */
  | { readonly kind: "slow"; readonly ms: number }
);

export interface Faults {
  next(fault: Fault): void;
  /** Cancels a fault that was passed to `next` and has not been played completely. */
  cancel(fault: Fault): void;
  clear(): void;
  /** Returns the remaining faults, in order. */
  pending(): readonly Fault[];
}

export interface Played {
  /** Null if the connection is cut. */
  readonly response: Response | null;
  /** The kind of fault, or Twilio's code. */
  readonly fault: string | null;
}

export interface FaultPlan extends Faults {
  /** Answers with `act`, or plays the next fault. */
  play(point: FaultPoint, act: () => Promise<Response>): Promise<Played>;
}

/** Creates a queue of faults for each kind of call, first in, first out. */
export function createFaultPlan(clock: Clock, onChange: () => void): FaultPlan {
  const queue: { fault: Fault; left: number }[] = [];

  function take(point: FaultPoint): Fault | null {
    const index = queue.findIndex(({ fault }) => fault.on === point);
    const entry = queue[index];
    if (!entry) return null;
    entry.left -= 1;
    if (entry.left <= 0) queue.splice(index, 1);
    onChange();
    return entry.fault;
  }

  return {
    next(fault) {
      queue.push({ fault, left: fault.times ?? 1 });
      onChange();
    },
    cancel(fault) {
      const index = queue.findIndex((entry) => entry.fault === fault);
      if (index < 0) return;
      queue.splice(index, 1);
      onChange();
    },
    clear() {
      queue.splice(0);
      onChange();
    },
    pending: () => queue.map(({ fault }) => fault),
    async play(point, act) {
      const fault = take(point);
      return { response: await playFault(fault, act, clock), fault: fault && nameOf(fault) };
    },
  };
}

function nameOf(fault: Fault): string {
  return fault.kind === "code" ? String(fault.code) : fault.kind;
}

async function playFault(
  fault: Fault | null,
  act: () => Promise<Response>,
  clock: Clock,
): Promise<Response | null> {
  if (fault === null) return act();
  switch (fault.kind) {
    case "429": {
      const response = restError(429, 20429, "Too Many Requests");
      if (fault.retryAfter) response.headers.set("retry-after", fault.retryAfter);
      return response;
    }
    case "500":
      return restError(500, 20500, "An internal server error has occurred");
    case "code":
      return restError(fault.status, fault.code, "As the test asked for");
    case "refused":
      return null;
    case "lost-response":
      await act();
      return null;
    case "garbled": {
      const response = await act();
      const text = await response.text();
      return new Response(text.slice(0, text.length / 2), response);
    }
    case "slow":
      break;
  }
  const { ms } = fault;
  const response = await act();
  await new Promise<void>((resolve) => clock.after(ms, resolve));
  return response;
}
