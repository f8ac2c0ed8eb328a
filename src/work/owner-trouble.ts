import type { FaultReason } from "../core/errors.ts";

/** What only the owner can put right. */
export type OwnerTrouble =
  | "accountEmpty"
  | "keyRefused"
  | "dailyLimit"
  | "trialAccount"
  | "windowClosed"
  | "sandboxNotJoined";

const MESSENGER_TROUBLES: Readonly<Record<string, OwnerTrouble>> = {
  "21654": "trialAccount",
  "63016": "windowClosed",
  "63015": "sandboxNotJoined",
};

/** What a fault of the model's provider means to the owner; null when nothing. */
export function troubleOfModel(reason: FaultReason | null): OwnerTrouble | null {
  if (reason === "billing") return "accountEmpty";
  return reason === "credentials" ? "keyRefused" : null;
}

/** What a refusal of the messenger's means to the owner, by its code; null when nothing. */
export function troubleOfMessenger(code: string | null): OwnerTrouble | null {
  return code === null ? null : (MESSENGER_TROUBLES[code] ?? null);
}
