/** The times at which a user of a channel can be written to. */
export interface WindowRules {
  /** The time after the user's last message in which free text can be sent; `never`: only in answers. */
  readonly window: "24h" | "none" | "never";
  /** True if a reminder can be sent outside that time too, as a template. */
  readonly hasTemplate: boolean;
}

const DAY_MS = 24 * 60 * 60_000;
/** A message waits for its turn, and may be sent a second time. */
const MARGIN_MS = 5 * 60_000;

/**
 * Returns the moment until which free text can be sent to a user; null if there is no such limit, or if
 * none can be sent.
 */
export function windowEnd(lastWroteAt: number | null, { window }: WindowRules): number | null {
  return window === "24h" && lastWroteAt !== null ? lastWroteAt + DAY_MS - MARGIN_MS : null;
}

/** Returns whether free text can be sent to a user at a moment; both are milliseconds UTC. */
export function isWindowOpen(
  lastWroteAt: number | null,
  at: number,
  { window }: WindowRules,
): boolean {
  if (window === "none") return true;
  return window === "24h" && lastWroteAt !== null && at - lastWroteAt < DAY_MS - MARGIN_MS;
}
