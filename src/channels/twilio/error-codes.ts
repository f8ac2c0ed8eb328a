import type { MessengerReason } from "../../core/errors.ts";
import type { CodeMeaning } from "../channel-operator.ts";

// From https://www.twilio.com/docs/api/errors, in plain words; the codes that a WhatsApp bot can
// receive.
const CODES: Readonly<
  Record<string, readonly [reason: MessengerReason | null, meaning: string, remedy: string]>
> = {
  "11200": [
    null,
    "Twilio called the webhook and got no valid answer",
    "Check that PUBLIC_URL is reachable from outside: whatsapp-ai-bot doctor.",
  ],
  "11205": [
    null,
    "Twilio could not connect to the webhook",
    "Check the server, its firewall and the proxy: whatsapp-ai-bot doctor.",
  ],
  "11210": [
    null,
    "The host name of the webhook was not found",
    "Check the DNS entry of PUBLIC_URL and the address in Twilio's console.",
  ],
  "11220": [
    null,
    "The TLS handshake with the webhook failed",
    "Renew the certificate of PUBLIC_URL; a self-signed one is not accepted.",
  ],
  "12300": [
    null,
    "The webhook answered with a content type that Twilio does not accept",
    "Something else answers at that address: check what the proxy forwards to.",
  ],
  "14107": [
    "rate",
    "Twilio stopped a loop of two bots answering each other",
    "Block the other bot: whatsapp-ai-bot users block NUMBER.",
  ],
  "20003": [
    "account-refused",
    "Twilio refused the credentials",
    "Copy Account SID and the primary Auth Token from the start page of Twilio's console, and check that the account is not suspended.",
  ],
  "20404": [
    null,
    "Twilio did not find the requested object",
    "Check TWILIO_ACCOUNT_SID; the message may also have been deleted.",
  ],
  "20429": [
    "rate",
    "Too many requests at once",
    "No action needed: retried automatically with backoff.",
  ],
  "21211": [
    "recipient-gone",
    "The recipient's address is not valid",
    "No action needed: the account behind it may be gone.",
  ],
  "21408": [
    "recipient-gone",
    "The account may not send to the recipient's country",
    "Enable the country in Twilio's console: Messaging, Settings, Geo permissions; WhatsApp reaches no numbers of Iran, Syria, Cuba and North Korea.",
  ],
  "21610": [
    "recipient-refuses",
    "The recipient has sent STOP and accepts no more messages",
    "Only they can change that, by writing START.",
  ],
  "21617": [
    "too-long",
    "The text was longer than 1,600 characters",
    "Please report it: the bot splits texts before that.",
  ],
  "21620": [
    "content",
    "A media address was not valid",
    "Check that PUBLIC_URL is a public https address.",
  ],
  "21654": [
    "trial-account",
    "A Twilio trial account may not send free text",
    "Upgrade the account in Twilio's console, or set REPLY_MODE=twiml.",
  ],
  "21655": [
    "template-gone",
    "The Content SID names no template of this account",
    "No action needed for buttons: their template is created again. Check REMINDER_TEMPLATE.",
  ],
  "21656": [
    "content",
    "Twilio refused the variables of a template",
    "No action needed: a message with buttons is then sent as text.",
  ],
  "30003": [
    "recipient-gone",
    "The recipient's phone could not be reached",
    "No action needed: it may be switched off or gone.",
  ],
  "30008": [
    "server",
    "The message failed on its way, for a reason unknown to Twilio",
    "Try again: whatsapp-ai-bot retry ID.",
  ],
  "63003": [
    "recipient-gone",
    "The recipient is not on WhatsApp under this address",
    "No action needed: the account behind it may be gone.",
  ],
  "63007": [
    "sender",
    "TWILIO_WHATSAPP_NUMBER is not a WhatsApp sender of this account",
    "Take the number from the console: Messaging, Senders, WhatsApp senders; or from the sandbox.",
  ],
  "63008": [
    "sender",
    "WhatsApp refused the message because of the sender's configuration",
    "Check the sender in Twilio's console: Messaging, Senders, WhatsApp senders.",
  ],
  "63012": [
    "server",
    "WhatsApp had an internal error",
    "Try again later: whatsapp-ai-bot retry ID.",
  ],
  "63013": [
    "content",
    "WhatsApp found that the message violates its policy",
    "Read Meta's messaging policy; Twilio's console shows the sender's quality rating.",
  ],
  "63014": [
    "recipient-refuses",
    "The recipient has blocked this number",
    "Only they can change that.",
  ],
  "63015": [
    "not-joined",
    "The recipient has not joined the sandbox, or joined more than three days ago",
    "They must send the join phrase of the sandbox again: Messaging, Try it out.",
  ],
  "63016": [
    "window-closed",
    "More than 24 hours have passed since the user wrote",
    "WhatsApp lets a bot answer only within 24 hours; it works again once they write.",
  ],
  "63018": [
    "rate",
    "WhatsApp's own rate limit",
    "No action needed: retried automatically. The sandbox sends one message in three seconds.",
  ],
  "63019": [
    "content",
    "WhatsApp could not fetch the attachment",
    "Try again: whatsapp-ai-bot retry ID.",
  ],
  "63021": [
    "content",
    "WhatsApp refused the content as invalid",
    "Please report it, with the part's length.",
  ],
  "63024": [
    "recipient-gone",
    "The recipient cannot receive messages",
    "Check that the number is on WhatsApp.",
  ],
  "63027": [
    "template-gone",
    "WhatsApp does not have the template",
    "No action needed for buttons: their template is created again. Check REMINDER_TEMPLATE.",
  ],
  "63032": [
    "recipient-gone",
    "WhatsApp does not deliver to this user, who is part of an experiment of Meta's",
    "No action needed: it works again once they write, or the experiment ends.",
  ],
  "63038": [
    "quota",
    "The account's daily limit of messages is used up",
    "Wait until tomorrow, or upgrade a trial account.",
  ],
  "63049": [
    "recipient-refuses",
    "Meta did not deliver the message, to keep marketing messages rare",
    "Try again later: whatsapp-ai-bot retry ID. An answer to what they wrote is not affected.",
  ],
  "63051": [
    "sender",
    "WhatsApp has locked or restricted the business account",
    "Ask for a review in Meta's Business Support Home; Twilio's console shows the sender's state.",
  ],
};

/** Returns the meaning of a Twilio code and how to fix it; null if it is not a Twilio code. */
export function explainCode(code: string): CodeMeaning | null {
  const [, meaning = null, remedy] = CODES[code] ?? [];
  if (!/^\d+$/.test(code)) return null;
  return { meaning, remedy: remedy ?? `See https://www.twilio.com/docs/errors/${code}` };
}

/**
 * Returns the reason why a message was refused or not delivered, by Twilio's code; null for a code
 * without a known reason.
 */
export function reasonOfCode(code: string): MessengerReason | null {
  return CODES[code]?.[0] ?? null;
}

/** Every code with a description, in ascending order. */
export const knownCodes: readonly string[] = Object.keys(CODES);
