import type { FaultReason } from "../core/errors.ts";

/** What only the owner can put right. */
export type OwnerAlert =
  | "accountEmpty"
  | "keyRefused"
  | "dailyLimit"
  | "trialAccount"
  | "windowClosed"
  | "sandboxNotJoined";

const MESSENGER_TROUBLES: Readonly<Record<string, OwnerAlert>> = {
  "21654": "trialAccount",
  "63016": "windowClosed",
  "63015": "sandboxNotJoined",
};

/** What a fault of the model's provider means to the owner; null when nothing. */
export function alertOfModel(reason: FaultReason | null): OwnerAlert | null {
  if (reason === "billing") return "accountEmpty";
  return reason === "credentials" ? "keyRefused" : null;
}

/** What a refusal of the messenger's means to the owner, by its code; null when nothing. */
export function alertOfMessenger(code: string | null): OwnerAlert | null {
  return code === null ? null : (MESSENGER_TROUBLES[code] ?? null);
}
