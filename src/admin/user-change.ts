import { type AccessRules, accessOf } from "../core/access.ts";
import { findTimeZone } from "../core/find-time-zone.ts";
import type { ListedUser, UserSettings } from "../store/user-admin.ts";
import { cleanText } from "../text/clean-text.ts";
import { AdminError } from "./admin-error.ts";
import type { UserChange, UserItem } from "./wire.ts";

/** Returns whether a user may use the bot. */
export function stateOf(user: ListedUser, access: AccessRules): UserItem["state"] {
  const { phoneNumber, externalUserId, isWhitelisted, isActive } = user;
  const identity = { phoneNumber, externalUserId };
  const standing = accessOf({ identity, isWhitelisted, isActive }, access);
  return standing === "stranger" ? "pending" : standing;
}

/** Returns a change as the store takes it. Throws `AdminError` if a value is not valid. */
export function readChange(
  body: UserChange,
  { maxPersonaLength }: { readonly maxPersonaLength: number },
): UserSettings {
  const { state, dailyBudget, monthlyBudget, persona, language, timezone } = body;
  const isAdmitted = state === "admitted";
  const budget = (given: number | null) => (given === null ? null : BigInt(given));
  return {
    ...(state !== undefined && { isActive: isAdmitted, isWhitelisted: isAdmitted }),
    ...(dailyBudget !== undefined && { daily: budget(dailyBudget) }),
    ...(monthlyBudget !== undefined && { monthly: budget(monthlyBudget) }),
    ...(persona !== undefined && { persona: readPersona(persona, maxPersonaLength) }),
    ...(language !== undefined && { language }),
    ...(timezone !== undefined && { timeZone: readTimeZone(timezone) }),
  };
}

function readPersona(given: string | null, most: number): string | null {
  const persona = cleanText(given ?? "").trim();
  if (Array.from(persona).length > most) {
    throw new AdminError(400, `The persona may have ${most} characters.`);
  }
  return persona === "" ? null : persona;
}

function readTimeZone(given: string | null): string | null {
  if (given === null || given.trim() === "") return null;
  const zone = findTimeZone(given);
  if (zone !== null) return zone;
  throw new AdminError(400, `${given} is no time zone: write it like Europe/Berlin.`);
}
