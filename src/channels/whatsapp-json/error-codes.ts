import type { MessengerReason } from "../../core/errors.ts";
import type { CodeMeaning } from "../channel-operator.ts";

const NO_ACTION = "No action needed: retried automatically with backoff.";
const ASK_SUPPORT =
  "Look at the account in Meta's Business Support Home: business.facebook.com/support-home.";

// From https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes, in plain words.
const CODES: Readonly<
  Record<string, readonly [reason: MessengerReason | null, meaning: string, remedy: string]>
> = {
  "0": [
    "account-refused",
    "Meta refused the access token",
    "Create a permanent token of a system user and set WHATSAPP_ACCESS_TOKEN to it.",
  ],
  "1": ["server", "Meta's API had an unknown error", NO_ACTION],
  "2": ["server", "Meta's API is temporarily down", NO_ACTION],
  "3": [
    "account-refused",
    "The access token lacks a permission",
    "Give the system user whatsapp_business_messaging and whatsapp_business_management, and create a new token.",
  ],
  "4": ["rate", "The app has made too many calls", NO_ACTION],
  "10": [
    "account-refused",
    "The access token lacks a permission for this number",
    "Assign the WhatsApp account to the system user of the token, with full control.",
  ],
  "33": [
    "sender",
    "WHATSAPP_PHONE_NUMBER_ID does not exist, or the token may not use it",
    "Copy the phone number ID (not the number) from the app's page WhatsApp, API setup.",
  ],
  "100": [
    "content",
    "Meta found an invalid parameter",
    "Check WHATSAPP_PHONE_NUMBER_ID and WHATSAPP_API_VERSION; otherwise please report it.",
  ],
  "190": [
    "account-refused",
    "The access token has expired or was revoked",
    "Create a permanent token of a system user and set WHATSAPP_ACCESS_TOKEN to it.",
  ],
  "368": ["sender", "Meta has blocked the account for a violation of its policy", ASK_SUPPORT],
  "80007": ["rate", "The WhatsApp account has reached its rate limit", NO_ACTION],
  "130429": ["rate", "The number has reached its messages per second", NO_ACTION],
  "130472": [
    "recipient-gone",
    "WhatsApp does not deliver to this user, who is part of an experiment of Meta's",
    "No action needed: it works again once they write, or the experiment ends.",
  ],
  "130497": [
    "recipient-gone",
    "The account may not write to users in this country",
    "No action needed: Meta decides which countries an account may write to.",
  ],
  "131000": ["server", "WhatsApp could not send the message, for an unknown reason", NO_ACTION],
  "131005": [
    "account-refused",
    "The access token lacks a permission",
    "Give the system user whatsapp_business_messaging, and create a new token.",
  ],
  "131008": ["content", "A required parameter was missing", "Please report it."],
  "131009": ["content", "A parameter had an invalid value", "Please report it."],
  "131016": ["server", "WhatsApp is temporarily down", NO_ACTION],
  "131021": [
    "content",
    "The message was addressed to the sender's own number",
    "No action needed.",
  ],
  "131026": [
    "recipient-gone",
    "The message cannot be delivered: not on WhatsApp, terms not accepted, or an old app",
    "Ask the user to update WhatsApp and to write first.",
  ],
  "131030": [
    "not-joined",
    "The test number may only write to numbers in its list of recipients",
    "Add the number on the app's page WhatsApp, API setup; or use a number of your own.",
  ],
  "131031": ["sender", "Meta has locked the WhatsApp account", ASK_SUPPORT],
  "131037": [
    "sender",
    "The number's display name is not approved",
    "Request a display name in WhatsApp Manager, Phone numbers.",
  ],
  "131042": [
    "payment",
    "The WhatsApp account has no valid payment method",
    "Add one in Meta's billing settings: business.facebook.com/billing_hub. Since 30 September 2026 answers stop without it.",
  ],
  "131045": [
    "sender",
    "The number is not registered for the Cloud API",
    "Register it: POST /PHONE_NUMBER_ID/register with a six-digit PIN.",
  ],
  "131047": [
    "window-closed",
    "More than 24 hours have passed since the user wrote",
    "WhatsApp lets a bot answer only within 24 hours; it works again once they write.",
  ],
  "131048": [
    "quota",
    "Meta limits the number because users blocked or reported its messages",
    "See the quality rating in WhatsApp Manager, Phone numbers.",
  ],
  "131049": [
    "recipient-refuses",
    "Meta did not deliver the message, to keep marketing messages rare",
    "Try again later: whatsapp-ai-bot retry ID. An answer to what they wrote is not affected.",
  ],
  "131050": [
    "recipient-refuses",
    "The user does not want marketing messages of this number",
    "Only they can change that.",
  ],
  "131051": ["content", "WhatsApp does not support this type of message", "No action needed."],
  "131052": [
    "content",
    "WhatsApp could not fetch the user's attachment",
    "Ask the user to send it again.",
  ],
  "131053": [
    "content",
    "WhatsApp could not take the file that was sent",
    "Try again: whatsapp-ai-bot retry ID.",
  ],
  "131056": [
    "user-rate",
    "Too many messages to this user within a short time",
    "No action needed: this user's messages are sent more slowly; others are not affected.",
  ],
  "131057": ["server", "The WhatsApp account is in maintenance", NO_ACTION],
  "132000": [
    "content",
    "The template has another number of variables",
    "WHATSAPP_REMINDER_TEMPLATE must name a template with exactly one variable, {{1}}.",
  ],
  "132001": [
    "content",
    "The template does not exist in this language, or is not approved",
    "Set WHATSAPP_REMINDER_TEMPLATE to NAME:LANGUAGE as WhatsApp Manager shows them.",
  ],
  "132015": [
    "content",
    "The template is paused for low quality",
    "Edit it in WhatsApp Manager, or set WHATSAPP_REMINDER_TEMPLATE to another.",
  ],
  "133010": [
    "sender",
    "The number is not registered for the Cloud API",
    "Register it: POST /PHONE_NUMBER_ID/register with a six-digit PIN.",
  ],
};

const PASSING: ReadonlySet<string> = new Set([
  "1",
  "2",
  "4",
  "80007",
  "130429",
  "131000",
  "131016",
  "131056",
  "131057",
]);

/** Returns the meaning of one of Meta's codes and how to fix it; null if it is not one of them. */
export function explainCode(code: string): CodeMeaning | null {
  const [, meaning = null, remedy] = CODES[code] ?? [];
  if (remedy !== undefined) return { meaning, remedy };
  if (isPermissionCode(code)) return explainCode("10");
  if (!/^1[0-9]{5}$/.test(code)) return null;
  const page = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes";
  return { meaning, remedy: `See ${page}` };
}

/** Returns the reason why a message was refused or not delivered; null if it is not known. */
export function reasonOfCode(code: string): MessengerReason | null {
  return CODES[code]?.[0] ?? (isPermissionCode(code) ? "account-refused" : null);
}

/** Returns whether a code stands for a temporary fault. */
export function isPassingCode(code: string): boolean {
  return PASSING.has(code);
}

function isPermissionCode(code: string): boolean {
  return /^2\d\d$/.test(code);
}

/** Every code with a description, in ascending order. */
export const knownCodes: readonly string[] = Object.keys(CODES);
