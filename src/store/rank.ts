import type { DeliveryState } from "./states.ts";

/**
 * The order of a part's states. A state is only replaced by one of higher rank, because reports
 * arrive in any order.
 */
export const RANK: Record<DeliveryState, number> = {
  held: -1,
  pending: 0,
  sending: 1,
  unknown: 2,
  accepted: 3,
  sent: 4,
  delivered: 5,
  failed: 5,
  read: 6,
  dead: 7,
};

/** The states of a part that was sent, by rank. */
export const SENT_STATES = ["accepted", "sent", "delivered", "read"] as const;

export const isSent = (state: string): boolean => SENT_STATES.some((sent) => sent === state);
