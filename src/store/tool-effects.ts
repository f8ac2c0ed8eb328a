import type { FactEffect } from "./facts.ts";
import type { ReminderEffect } from "./reminders.ts";

/**
 * A change of our own that a tool asks for. It is noted with the end of the call and made in the
 * transaction that stores the answer, so that there is never one without the other.
 */
export type ToolEffect = FactEffect | ReminderEffect | FileEffect;

/** A file that a tool has made, which goes out with the answer. */
export interface FileEffect {
  readonly kind: "send-file";
  readonly contentType: string;
  readonly name: string;
  readonly base64: string;
}
