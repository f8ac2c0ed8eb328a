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

/** What a refusal of the model's provider means to the owner, by its code; null when nothing. */
export function troubleOfModel(code: string | null): OwnerTrouble | null {
  if (code === null) return null;
  if (/^insufficient_|billing|credit/i.test(code)) return "accountEmpty";
  return /^(http_)?401$|api_key|authentication|deactivated/i.test(code) ? "keyRefused" : null;
}

/** What a refusal of the messenger's means to the owner, by its code; null when nothing. */
export function troubleOfMessenger(code: string | null): OwnerTrouble | null {
  return code === null ? null : (MESSENGER_TROUBLES[code] ?? null);
}
