import { isCancel, log, select, spinner } from "@clack/prompts";
import type { Environment } from "../../config.ts";
import { systemClock } from "../../core/system-clock.ts";
import { type AccountDeps, listWhatsappSenders } from "../../channels/twilio/account.ts";
import { checkAccount, SANDBOX } from "../doctor/check-twilio.ts";
import { askFor } from "./ask.ts";
import { goOn } from "./go-on.ts";

type Answers = Readonly<Record<string, string>>;

const OTHER = "other";

/** Asks for the account and the number, and tries them; null when the person leaves. */
export async function setupTwilio(env: Environment): Promise<Answers | null> {
  for (;;) {
    const accountSid = await askFor("twilioAccountSid", "Twilio: Account SID", {
      before: env["TWILIO_ACCOUNT_SID"],
    });
    if (accountSid === null) return null;
    const authToken = await askFor("twilioAuthToken", "Twilio: primary Auth Token", {
      before: env["TWILIO_AUTH_TOKEN"],
    });
    if (authToken === null) return null;
    const deps: AccountDeps = {
      accountSid,
      authToken,
      apiBaseUrl: env["TWILIO_API_BASE_URL"] ?? null,
      clock: systemClock,
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    };
    const asking = spinner();
    asking.start("Asking Twilio");
    const { finding, account } = await checkAccount(deps);
    asking.stop(finding.says);
    const verdict = await goOn(finding);
    if (verdict === "leave") return null;
    if (verdict === "again") continue;
    const number = await askNumber(account === null ? [] : await sendersOf(deps), env);
    if (number === null) return null;
    return {
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_WHATSAPP_NUMBER: number,
    };
  }
}

async function sendersOf(deps: AccountDeps): Promise<string[]> {
  try {
    return (await listWhatsappSenders(deps)).map(({ address }) => address);
  } catch {
    // Without the list the number is typed in.
    log.warn("Twilio did not show this account's WhatsApp numbers.");
    return [];
  }
}

async function askNumber(senders: readonly string[], env: Environment): Promise<string | null> {
  const before = env["TWILIO_WHATSAPP_NUMBER"];
  const choice = await select({
    message: "Which number do people write to?",
    options: [
      ...senders.map((address) => ({ value: address, label: address })),
      { value: SANDBOX, label: `${SANDBOX}, the sandbox`, hint: "to try it out" },
      { value: OTHER, label: "another one" },
    ],
    ...(before !== undefined && { initialValue: before }),
  });
  if (isCancel(choice)) return null;
  return choice === OTHER
    ? askFor("twilioWhatsappNumber", "The number, with country code", { before })
    : choice;
}
