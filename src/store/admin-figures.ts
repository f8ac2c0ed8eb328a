import type { Row } from "./row.ts";

/** A message that was given up, a part that was not delivered, or an alert to the owners. */
export interface StoredProblem {
  readonly at: number;
  readonly kind: "message" | "part" | "alert";
  readonly messageId: number;
  readonly userId: number;
  /** Of a message or a part, as it is stored; the topic of an alert. */
  readonly error: string | null;
  /** The messenger's own code, of a part. */
  readonly errorCode: string | null;
}

/** The last message in and out of a channel. */
export interface LastTraffic {
  readonly receivedAt: number | null;
  readonly sentAt: number | null;
}

/** A charge as it is summed. */
export type StoredCharge = Omit<Row<"charges">, "key" | "messageId" | "units">;

/** The newest message and the newest part; null before the first look. */
export interface ChangePlace {
  readonly messageId: number | null;
  readonly partId: number | null;
  /** By the database's clock. */
  readonly at: number | null;
}
