import { whatsappAddresses } from "../../core/whatsapp-address.ts";
import { PermanentError, TransientError } from "../../core/errors.ts";
import type { Given, SetupDialogue } from "../channel-operator.ts";
import { listWhatsappSenders, pointSenderAt, type WhatsappSender } from "./account.ts";
import { SANDBOX } from "./check-account.ts";
import { accountDeps } from "./setup.ts";

const SANDBOX_PAGE = "https://console.twilio.com/us1/develop/sms/try-it-out/whatsapp-learn";

/**
 * Sets the webhook of the account's own number over Twilio's API, if the user agrees. Returns the
 * steps in the console that remain, or null if none does. The sandbox has no API for this.
 */
export async function connectTwilio(
  settings: Given,
  origin: string,
  dialogue: SetupDialogue,
): Promise<string | null> {
  const steps = nextTwilioSteps(settings, origin);
  const address = whatsappAddresses.read(settings["TWILIO_WHATSAPP_NUMBER"] ?? "");
  if (address === null || address === SANDBOX) return steps;
  const deps = accountDeps(settings);
  const url = `${origin}/webhook`;
  try {
    const senders = await listWhatsappSenders(deps);
    const sender = senders.find((one) => one.address === address);
    if (sender === undefined) return steps;
    if (sender.webhook?.url === url && sender.webhook.method === "POST") {
      dialogue.tell(`Twilio already calls ${url}.`);
      return null;
    }
    if (!(await dialogue.agree(question(sender, url)))) return steps;
    await pointSenderAt(sender, url, deps);
    dialogue.tell(`Twilio now calls ${url} for ${address}.`);
    return null;
  } catch (error) {
    if (!(error instanceof PermanentError || error instanceof TransientError)) throw error;
    dialogue.warn(`Twilio did not accept the webhook: ${error.message}`);
    return steps;
  }
}

function question({ address, webhook }: WhatsappSender, url: string): string {
  const before = webhook === null ? "" : ` in place of ${webhook.url}`;
  return `Set the webhook of ${address} to ${url}${before}, over Twilio's API?`;
}

/** Returns instructions for entering the webhook's address in Twilio's console. */
export function nextTwilioSteps(settings: Given, origin: string): string {
  const webhook = `POST ${origin}/webhook`;
  if (whatsappAddresses.read(settings["TWILIO_WHATSAPP_NUMBER"] ?? "") !== SANDBOX) {
    return [
      "In Twilio's console:",
      "Messaging → Senders → WhatsApp senders → your number",
      "“Webhook URL for incoming messages”:",
      webhook,
    ].join("\n");
  }
  return [
    "The sandbox's webhook is set in Twilio's console:",
    SANDBOX_PAGE,
    "(Messaging → Try it out → Send a WhatsApp message)",
    "1. On your phone, send the phrase “join …” that it shows to +1 415 523 8886.",
    "2. Open the tab “Sandbox settings”.",
    "3. “When a message comes in”, then Save:",
    webhook,
  ].join("\n");
}
