import type { Clock } from "../../core/ports.ts";
import { restError } from "./rest-error.ts";

export type FaultPoint = "create" | "fetch" | "list" | "delete" | "typing" | "media" | "account";

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
  /** It is done, and then the connection is cut. */
  | { readonly kind: "lost-response" }
  /** It is done, and half of the answer is missing. */
  | { readonly kind: "garbled" }
  /** It is done at once, and answered after `ms`. */
  | { readonly kind: "slow"; readonly ms: number }
);

export interface Faults {
  next(fault: Fault): void;
  /** Calls off a fault that was given to `next` and has not been played to its end. */
  cancel(fault: Fault): void;
  clear(): void;
  /** Those that are still to come, in order. */
  pending(): readonly Fault[];
}

export interface Played {
  /** Null means that the connection is cut. */
  readonly response: Response | null;
  /** The kind of fault, or Twilio's code. */
  readonly fault: string | null;
}

export interface FaultPlan extends Faults {
  /** Lets `act` answer, or the fault whose turn it is. */
  play(point: FaultPoint, act: () => Promise<Response>): Promise<Played>;
}

/** The faults that are to come, first in, first out for each kind of call. */
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
