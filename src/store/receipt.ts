import type { ComposeReminders } from "./reminders.ts";
import type { RefusalReason } from "./users.ts";

export type Verdict =
  /**
   * A conversation that rested for longer than `restMs` is over: the message begins a new one. It
   * is due after `settleMs`, so that what follows at once is answered with it. What the user is still
   * to be reminded of is sent before, as `remind` composes it; without it, that goes on waiting.
   */
  | {
      readonly admitted: true;
      readonly restMs: number;
      readonly settleMs: number;
      readonly remind?: ComposeReminders;
    }
  /** Nothing is stored: there is no room, or this user sent too much already. */
  | { readonly admitted: false; readonly why: "busy" | "ignored" }
  | Refusal;

export interface Refusal {
  readonly admitted: false;
  readonly why: RefusalReason;
  /**
   * Records that the user opted out, and drops everything still to be sent to them; or that they
   * opted in.
   */
  readonly optOut?: "stop" | "start";
  /** Queued only if this user received none for the same reason within `everyMs`. */
  readonly notice: { readonly text: string; readonly everyMs: number } | null;
}

export type Receipt =
  | { readonly outcome: "duplicate" }
  /** Nothing was stored, as `judge` decided. */
  | { readonly outcome: "busy" }
  | { readonly outcome: "ignored" }
  | ({ readonly outcome: "queued" } & StoredMessage)
  /** It is stored for the owner who answers this user in place of the bot. */
  | ({ readonly outcome: "taken-over" } & StoredMessage)
  | ({
      readonly outcome: "discarded";
      readonly why: RefusalReason;
      readonly isNoticed: boolean;
    } & StoredMessage);

interface StoredMessage {
  readonly messageId: number;
  readonly userId: number;
  readonly at: number;
}
