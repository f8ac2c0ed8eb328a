import { silentLogger } from "../../core/silent-logger.ts";
import { systemClock } from "../../core/system-clock.ts";
import type { SetupAnswers, SetupDialogue } from "../channel-operator.ts";
import { type AccountDeps, listWhatsappSenders } from "./account.ts";
import { checkAccount, SANDBOX } from "./check-account.ts";
import { twilioSettings } from "./settings.ts";

const OTHER = "other";

/** Asks for the account and the number, and tries them; null if the user leaves. */
export async function setupTwilio(
  env: Readonly<Record<string, string | undefined>>,
  dialogue: SetupDialogue,
): Promise<SetupAnswers | null> {
  for (;;) {
    const accountSid = await dialogue.ask(
      twilioSettings.twilioAccountSid,
      "Twilio: Account SID",
      env["TWILIO_ACCOUNT_SID"],
    );
    if (accountSid === null) return null;
    const authToken = await dialogue.ask(
      twilioSettings.twilioAuthToken,
      "Twilio: primary Auth Token",
      env["TWILIO_AUTH_TOKEN"],
    );
    if (authToken === null) return null;
    const deps = accountDeps({
      ...env,
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: authToken,
    });
    const { account, verdict } = await dialogue.attempt("Asking Twilio", () => checkAccount(deps));
    if (verdict === "leave") return null;
    if (verdict === "again") continue;
    const senders = account === null ? [] : await sendersOf(deps, dialogue);
    const number = await askNumber(senders, env["TWILIO_WHATSAPP_NUMBER"], dialogue);
    if (number === null) return null;
    return {
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_WHATSAPP_NUMBER: number,
    };
  }
}

async function sendersOf(deps: AccountDeps, dialogue: SetupDialogue): Promise<string[]> {
  try {
    return (await listWhatsappSenders(deps)).map(({ address }) => address);
  } catch {
    // Without the list the number is typed in.
    dialogue.warn("Twilio did not show this account's WhatsApp numbers.");
    return [];
  }
}

async function askNumber(
  senders: readonly string[],
  before: string | undefined,
  dialogue: SetupDialogue,
): Promise<string | null> {
  const choice = await dialogue.choose(
    "Which number do users write to?",
    [
      ...senders.map((address) => ({ value: address, label: address })),
      { value: SANDBOX, label: `${SANDBOX}, the sandbox`, hint: "to try it out" },
      { value: OTHER, label: "another one" },
    ],
    before,
  );
  return choice === OTHER
    ? dialogue.ask(twilioSettings.twilioWhatsappNumber, "The number, with country code", before)
    : choice;
}

/** The account that settings name, to be asked from the command line. */
export function accountDeps(env: Readonly<Record<string, string | undefined>>): AccountDeps {
  return {
    accountSid: env["TWILIO_ACCOUNT_SID"] ?? "",
    authToken: env["TWILIO_AUTH_TOKEN"] ?? "",
    apiBaseUrl: env["TWILIO_API_BASE_URL"] ?? null,
    clock: systemClock,
    log: silentLogger,
  };
}
