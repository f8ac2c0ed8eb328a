export interface StoredMessage {
  readonly text: string;
  readonly state: string;
  readonly starts: number;
  /** Its parts that are still to be sent, or not known to be. */
  readonly openParts: number;
  /** Those among them that are not known to be. */
  readonly uncertainParts: number;
  /** True if a worker holds its user's lane, or held it at its death. */
  readonly isHeld: 0 | 1 | boolean;
}

/**
 * Selects the columns of `StoredMessage`, in either dialect; PostgreSQL returns counts as text
 * unless they are cast.
 */
export const STORED_MESSAGES = `
  SELECT content AS "text", state, starts,
    (SELECT CAST(count(*) AS integer) FROM deliveries
     WHERE message_id = messages.id AND deliveries.state IN ('pending', 'sending')) AS "openParts",
    (SELECT CAST(count(*) AS integer) FROM deliveries
     WHERE message_id = messages.id AND deliveries.state = 'sending') AS "uncertainParts",
    EXISTS (SELECT 1 FROM lanes
     WHERE lanes.user_id = messages.user_id AND owner IS NOT NULL) AS "isHeld"
  FROM messages WHERE coalesce(topic, '') <> 'delay' ORDER BY id`;

export function isSettled({ state, openParts, isHeld }: StoredMessage): boolean {
  return state !== "received" && state !== "answered" && openParts === 0 && !isHeld;
}
