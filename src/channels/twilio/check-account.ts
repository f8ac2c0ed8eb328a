import { PermanentError, TransientError } from "../../core/errors.ts";
import { fault, type Finding, ok, warning } from "../../core/finding.ts";
import {
  type AccountDeps,
  fetchAccount,
  listWhatsappSenders,
  type TwilioAccount,
} from "./account.ts";
import { explainCode } from "./error-codes.ts";

/** Twilio's sandbox for WhatsApp has the same number for everybody. */
export const SANDBOX = "whatsapp:+14155238886";

/** Whether the credentials are taken, and what kind of account they open. */
export async function checkAccount(
  deps: AccountDeps,
): Promise<{ readonly finding: Finding; readonly account: TwilioAccount | null }> {
  try {
    const account = await fetchAccount(deps);
    return { finding: judge(account), account };
  } catch (error) {
    return { finding: troubled(error), account: null };
  }
}

/** Whether the number is the sandbox's or a sender of this account that calls our webhook. */
export async function checkNumber(
  number: string,
  webhookUrl: string | null,
  deps: AccountDeps,
): Promise<Finding> {
  if (number === SANDBOX) {
    return ok("the sandbox: people join it with the phrase that Twilio's console shows");
  }
  try {
    const senders = await listWhatsappSenders(deps);
    const sender = senders.find(({ address }) => address === number);
    if (sender === undefined) {
      return fault(
        `${number} is none of this account's WhatsApp senders (it has ${senders.length})`,
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
      const told = webhook === null ? "no webhook" : `${webhook.method} ${webhook.url}`;
      return fault(
        `${number} is online, but Twilio is told to call ${told}`,
        `in Twilio's console, set its webhook for incoming messages to POST ${webhookUrl}`,
      );
    }
    return ok(`${number} is online and calls ${webhookUrl}`);
  } catch (error) {
    return troubled(error);
  }
}

function judge({ name, status, isTrial }: TwilioAccount): Finding {
  if (status !== "active") {
    return fault(`the account “${name}” is ${status}`, "reactivate it in Twilio's console");
  }
  if (isTrial) {
    return warning(
      `the account “${name}” is a trial: it may refuse free texts (21654) and has a daily cap (63038)`,
      "when that happens, upgrade it in Twilio's console, or set REPLY_MODE=twiml",
    );
  }
  return ok(`the account “${name}” is active and full`);
}

function troubled(error: unknown): Finding {
  if (!(error instanceof PermanentError || error instanceof TransientError)) throw error;
  const known = error.code === null ? null : explainCode(error.code);
  return fault(
    known?.meaning == null ? error.message : `${known.meaning} (${error.code})`,
    known?.remedy ?? "check the network of this machine, then status.twilio.com",
  );
}
