import type { Reason } from "../core/errors.ts";
import type { MessagePricing } from "../core/message.ts";

/** A problem that only the owner can fix. */
export type OwnerAlert =
  | "accountEmpty"
  | "keyRefused"
  | "picturesRefused"
  | "dailyLimit"
  | "budgetNearlySpent"
  | "billedAsAiProvider"
  | "trialAccount"
  | "windowClosed"
  | "paymentMissing"
  | "sandboxNotJoined"
  | "agentKeyRefused"
  | "agentKeyShared";

const MESSENGER_ALERTS: Readonly<Partial<Record<Reason, OwnerAlert>>> = {
  "trial-account": "trialAccount",
  "window-closed": "windowClosed",
  payment: "paymentMissing",
  "not-joined": "sandboxNotJoined",
};

/** Returns the alert for a fault of the model's provider; null if the owner need not act. */
export function alertOfModel(reason: Reason | null): OwnerAlert | null {
  if (reason === "billing") return "accountEmpty";
  return reason === "credentials" ? "keyRefused" : null;
}

/** Returns the alert for a refusal by the messenger; null if the owner need not act. */
export function alertOfMessenger(reason: Reason | null): OwnerAlert | null {
  return reason === null ? null : (MESSENGER_ALERTS[reason] ?? null);
}

/** Returns the alert for how the messenger bills a message; null if the owner need not act. */
export function alertOfPricing(pricing: MessagePricing | null): OwnerAlert | null {
  // Meta has terms of their own for those whose product is a general assistant.
  return pricing?.category === "general_purpose_ai" ? "billedAsAiProvider" : null;
}
