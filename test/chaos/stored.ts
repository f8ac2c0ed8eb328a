export interface StoredMessage {
  readonly text: string;
  readonly state: string;
  readonly starts: number;
  /** Its parts that are still to be sent, or not known to be. */
  readonly openParts: number;
  /** Those among them that are not known to be. */
  readonly uncertainParts: number;
  /** Whether a worker holds its user's lane, or held it when it died. */
  readonly isHeld: 0 | 1 | boolean;
}

/** What `StoredMessage` is made of, in either dialect; counts come as text in PostgreSQL unless they are cast. */
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
