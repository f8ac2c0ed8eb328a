import type { Line } from "./users.ts";

/** The outcome of a notice that asked a user to wait. */
export type DelayNoticeEnd = { readonly sid: string } | "not-sent" | "unknown";

export interface DelayNotice {
  readonly afterMs: number;
  readonly graceMs: number;
  readonly line: Line;
}
