import type { InboundMessage } from "../../../src/core/message.ts";
import type { StatusReport } from "../../../src/store/sends.ts";

/** A request of a server to the stand-ins, for which it waits. */
export type Question =
  | { readonly kind: "call"; readonly spent: string }
  | { readonly kind: "send"; readonly nonce: string }
  | { readonly kind: "look-up"; readonly nonces: readonly string[] }
  /** A worker found nothing more to do in this round. */
  | { readonly kind: "idle" };

export type Answer =
  /** The call's cost in nano-dollars, and the number of parts of its reply. */
  | { readonly kind: "success"; readonly cost: number; readonly parts: number }
  /** It certainly failed, or nothing is known of its end. */
  | { readonly kind: "failure" }
  | { readonly kind: "timeout" }
  | { readonly kind: "sent"; readonly sid: string }
  | { readonly kind: "found"; readonly sids: readonly (string | null)[] }
  | { readonly kind: "go-on" };

/** An order of the program to a server, which answers when it is committed. */
export type Order =
  | { readonly kind: "receive"; readonly message: InboundMessage }
  | { readonly kind: "report"; readonly report: StatusReport }
  | { readonly kind: "jump"; readonly ms: number }
  | { readonly kind: "stop" };

export type ToServer =
  | { readonly to: "question"; readonly id: number; readonly answer: Answer }
  | { readonly to: "order"; readonly id: number; readonly order: Order };

export type FromServer =
  | { readonly is: "question"; readonly id: number; readonly question: Question }
  | { readonly is: "done"; readonly id: number }
  | { readonly is: "started" | "failed"; readonly why?: string };

/** The amount reserved for a call: it is charged if the end of the call is not known. */
export const ASSUMED = 100n;
export const FEE = 5n;
export const RATE = 7n;
export const FREE = 2;
