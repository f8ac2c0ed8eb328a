/** What only the owner can put right. */
export type OwnerTrouble =
  | "accountEmpty"
  | "keyRefused"
  | "trialAccount"
  | "windowClosed"
  | "sandboxNotJoined";

/** What a refusal of the model's provider means to the owner, by its code; null when nothing. */
export function troubleOfModel(code: string | null): OwnerTrouble | null {
  if (code === null) return null;
  if (/^insufficient_|billing|credit/i.test(code)) return "accountEmpty";
  return /^(http_)?401$|api_key|authentication|deactivated/i.test(code) ? "keyRefused" : null;
}

/** What a refusal of the messenger's means to the owner, by its code; null when nothing. */
export function troubleOfMessenger(code: string | null): OwnerTrouble | null {
  switch (code) {
    case "21654":
      return "trialAccount";
    case "63016":
      return "windowClosed";
    case "63015":
      return "sandboxNotJoined";
    default:
      return null;
  }
}
