import type { Identity } from "./message.ts";
import { isListed } from "./user-address.ts";

export interface AccessRules {
  readonly mode: "open" | "whitelist" | "pairing";
  readonly whitelist: readonly string[];
  /** The owners' addresses, which are always admitted. */
  readonly admins: readonly string[];
}

/** Returns whether a user may use the bot; blocked comes before everything but being an owner. */
export function accessOf(
  user: {
    readonly identity: Identity;
    /** A grant given at run time. */
    readonly isWhitelisted: boolean;
    /** False: blocked. */
    readonly isActive: boolean;
  },
  { mode, whitelist, admins }: AccessRules,
): "admitted" | "blocked" | "stranger" {
  if (isListed(user.identity, admins)) return "admitted";
  if (!user.isActive) return "blocked";
  const isAdmitted = mode === "open" || user.isWhitelisted || isListed(user.identity, whitelist);
  return isAdmitted ? "admitted" : "stranger";
}
