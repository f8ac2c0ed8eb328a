import type { MessengerReason } from "../../core/errors.ts";
import type { CodeMeaning } from "../channel-operator.ts";

const NO_ACTION = "No action needed: retried automatically with backoff.";
const NEW_KEY =
  "Copy the key from the agent's Chat info in WhatsApp, set WHATSAPP_AGENT_KEYS, and restart.";

const CODES: Readonly<
  Record<string, readonly [reason: MessengerReason, meaning: string, remedy: string]>
> = {
  "2": ["server", "WhatsApp had an error", NO_ACTION],
  "100": ["content", "WhatsApp refused a parameter, or the key of the agent", NEW_KEY],
  "190": ["account-refused", "WhatsApp did not find a key in the call", NEW_KEY],
  "130429": ["user-rate", "The agent has reached its calls per minute", NO_ACTION],
  "131005": [
    "recipient-gone",
    "An agent can only talk to its creator",
    "No action needed: it works again once the creator writes.",
  ],
  "131009": ["content", "A parameter had an invalid value", "Please report it."],
  "131016": ["server", "WhatsApp is temporarily down", NO_ACTION],
  "131053": [
    "content",
    "WhatsApp could not take the file that was sent",
    "Try again: whatsapp-ai-bot retry ID.",
  ],
  "1752041": [
    "sender",
    "Another program polls with the same key",
    "End the other program, or give it an agent and a key of its own.",
  ],
};

/** The platform's code for a poll that a newer one replaced. */
export const REPLACED = 1_752_041;

/** Returns the meaning of one of the platform's codes and how to fix it; null if it is not one of them. */
export function explainCode(code: string): CodeMeaning | null {
  const [, meaning, remedy] = CODES[code] ?? [];
  return meaning === undefined || remedy === undefined ? null : { meaning, remedy };
}

/** Returns the reason why a call was refused; null if it is not known. */
export function reasonOfCode(code: number | null): MessengerReason | null {
  return code === null ? null : (CODES[String(code)]?.[0] ?? null);
}
