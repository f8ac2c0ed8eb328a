import { fault, type Finding, ok, warning } from "../../core/finding.ts";
import { findingOf } from "../failed-call.ts";
import {
  type AccountDeps,
  fetchAccount,
  listWhatsappSenders,
  type TwilioAccount,
} from "./account.ts";
import { explainCode } from "./error-codes.ts";

/** Twilio's sandbox for WhatsApp, whose number is the same for all accounts. */
export const SANDBOX = "whatsapp:+14155238886";

/** Checks whether Twilio accepts the credentials, and the kind of account. */
export async function checkAccount(
  deps: AccountDeps,
): Promise<{ readonly finding: Finding; readonly account: TwilioAccount | null }> {
  try {
    const account = await fetchAccount(deps);
    return { finding: judge(account), account };
  } catch (error) {
    return { finding: failure(error), account: null };
  }
}

/**
 * Checks whether the number is the sandbox's or a sender of this account that calls our webhook.
 */
export async function checkNumber(
  number: string,
  webhookUrl: string | null,
  deps: AccountDeps,
): Promise<Finding> {
  if (number === SANDBOX) {
    return ok("the sandbox: users join it with the phrase that Twilio's console shows");
  }
  try {
    const senders = await listWhatsappSenders(deps);
    const sender = senders.find(({ address }) => address === number);
    if (sender === undefined) {
      return fault(
        `${number} is not one of this account's WhatsApp senders (it has ${senders.length})`,
        `set TWILIO_WHATSAPP_NUMBER to ${[...senders.map(({ address }) => address), SANDBOX].join(" or ")}`,
      );
    }
    if (!sender.status.startsWith("ONLINE")) {
      return fault(
        `${number} is ${sender.status || "in no known state"}`,
        "bring it online: Twilio's console, Messaging, Senders, WhatsApp senders",
      );
    }
    const { webhook } = sender;
    if (webhook === null || webhook.url.split("#")[0] !== webhookUrl || webhook.method !== "POST") {
      const configured = webhook === null ? "not set" : `${webhook.method} ${webhook.url}`;
      return fault(
        `${number} is online, but its webhook in Twilio is ${configured}`,
        `in Twilio's console, set its webhook for incoming messages to POST ${webhookUrl}`,
      );
    }
    return ok(`${number} is online and calls ${webhookUrl}`);
  } catch (error) {
    return failure(error);
  }
}

function judge({ name, status, isTrial }: TwilioAccount): Finding {
  if (status !== "active") {
    return fault(`the account “${name}” is ${status}`, "reactivate it in Twilio's console");
  }
  if (isTrial) {
    return warning(
      `the account “${name}” is a trial: it may refuse free texts (21654) and has a daily limit (63038)`,
      "when that happens, upgrade it in Twilio's console, or set REPLY_MODE=twiml",
    );
  }
  return ok(`the account “${name}” is active and full`);
}

const failure = (error: unknown) => findingOf(error, explainCode, "status.twilio.com");
