import type { Reason } from "../core/errors.ts";

/** What only the owner can put right. */
export type OwnerAlert =
  | "accountEmpty"
  | "keyRefused"
  | "dailyLimit"
  | "budgetNearlySpent"
  | "trialAccount"
  | "windowClosed"
  | "sandboxNotJoined";

const MESSENGER_ALERTS: Readonly<Partial<Record<Reason, OwnerAlert>>> = {
  "trial-account": "trialAccount",
  "window-closed": "windowClosed",
  "not-joined": "sandboxNotJoined",
};

/** What a fault of the model's provider means to the owner; null when nothing. */
export function alertOfModel(reason: Reason | null): OwnerAlert | null {
  if (reason === "billing") return "accountEmpty";
  return reason === "credentials" ? "keyRefused" : null;
}

/** What a refusal of the messenger's means to the owner; null when nothing. */
export function alertOfMessenger(reason: Reason | null): OwnerAlert | null {
  return reason === null ? null : (MESSENGER_ALERTS[reason] ?? null);
}
