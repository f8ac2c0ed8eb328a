import type { UserIdentity } from "./user-identity.ts";
import type { Arrivals, SenderState } from "./users.ts";

/**
 * Builds the state that a message is judged by: `users` are the rows that carry its identities,
 * oldest first. Two rows that turn out to be one user are judged as if already merged.
 */
export function senderStateOf(
  users: readonly UserIdentity[],
  facts: Pick<SenderState, "openMessages" | "openInAll" | "code" | "arrivals">,
): SenderState {
  return {
    ...facts,
    isWhitelisted: users.some((user) => user.isWhitelisted),
    isActive: users.every((user) => user.isActive),
    isOptedOut: users.some((user) => user.optedOutAt !== null),
    topic: users.map((user) => user.lastTopic).find((topic) => topic !== null) ?? null,
    language: users.map((user) => user.language).find((language) => language !== null) ?? null,
  };
}

/** Splits the messages of one user, oldest first, into admitted and refused ones. */
export function arrivalsOf(
  rows: readonly { readonly at: number; readonly state: string | null }[],
): Arrivals {
  const isRefused = (row: (typeof rows)[number]) => row.state === "discarded";
  return {
    admitted: rows.filter((row) => !isRefused(row)).map((row) => row.at),
    refused: rows.filter(isRefused).map((row) => row.at),
  };
}
