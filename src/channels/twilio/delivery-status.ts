import type { DeliveryStatus } from "../../core/ports.ts";

const statuses: ReadonlyMap<string, DeliveryStatus> = new Map([
  ["accepted", "accepted"],
  ["scheduled", "accepted"],
  ["queued", "accepted"],
  ["sending", "accepted"],
  ["sent", "sent"],
  ["partially_delivered", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["failed", "failed"],
  ["undelivered", "failed"],
  ["canceled", "failed"],
]);

/** Returns our delivery status for Twilio's; null for one that says nothing about a send. */
export function toDeliveryStatus(word: string): DeliveryStatus | null {
  return statuses.get(word) ?? null;
}
