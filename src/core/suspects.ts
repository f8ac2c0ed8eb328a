/** After so many starts without an end a message is suspected of ending its process. */
export const STARTS_TOGETHER = 2;
/** A message that is begun once more after this was begun alone, and that had no end either. */
export const MAX_STARTS = STARTS_TOGETHER + 1;

/**
 * What to do with a suspect: begin it, because nothing else is worked on in this process; only report
 * it; or put it off by so many milliseconds, because this process is too young to tell anything.
 */
export type SuspectPolicy =
  | { readonly kind: "begin" | "report" }
  | { readonly kind: "put-off"; readonly delayMs: number };

interface Waiting {
  readonly starts: number;
  readonly runAt: number;
  readonly updatedAt: number;
}

/** How a message that is due begins: `uncounted` leaves its starts as they are. */
export function decideBeginning(
  { starts, runAt, updatedAt }: Waiting,
  policy: SuspectPolicy,
): "counted" | "uncounted" | SuspectPolicy["kind"] {
  // One that is past its last start is given up, for which nobody has to be away.
  if (!isSuspect({ starts }) || starts >= MAX_STARTS) return "counted";
  if (policy.kind !== "put-off") return policy.kind === "begin" ? "counted" : "report";
  // Put off and due again, in a process that is young once more: the one before ended without it.
  const wasPutOff = runAt > updatedAt;
  return wasPutOff ? "uncounted" : "put-off";
}

export function isSuspect({ starts }: { readonly starts: number }): boolean {
  return starts >= STARTS_TOGETHER;
}
