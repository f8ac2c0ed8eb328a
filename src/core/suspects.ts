/** The number of unfinished starts after which a message is suspected of crashing its process. */
export const STARTS_TOGETHER = 2;
/** The number of starts, the last one alone, after which a message is given up. */
export const MAX_STARTS = STARTS_TOGETHER + 1;

/**
 * The treatment of a suspect: begin it, because this process works on nothing else; only report it;
 * or postpone it, because this process started too recently to judge.
 */
export type SuspectPolicy =
  | { readonly kind: "begin" | "report" }
  | { readonly kind: "put-off"; readonly delayMs: number };

interface Waiting {
  readonly starts: number;
  readonly runAt: number;
  readonly updatedAt: number;
}

/** Decides how a due message begins: `uncounted` leaves its count of starts unchanged. */
export function decideBeginning(
  { starts, runAt, updatedAt }: Waiting,
  policy: SuspectPolicy,
): "counted" | "uncounted" | SuspectPolicy["kind"] {
  // A message past its last start is given up, which is safe beside other work.
  if (!isSuspect({ starts }) || starts >= MAX_STARTS) return "counted";
  if (policy.kind !== "put-off") return policy.kind === "begin" ? "counted" : "report";
  // Postponed and due again in a process that started recently: the previous process ended without
  // working on it.
  const wasPutOff = runAt > updatedAt;
  return wasPutOff ? "uncounted" : "put-off";
}

export function isSuspect({ starts }: { readonly starts: number }): boolean {
  return starts >= STARTS_TOGETHER;
}
