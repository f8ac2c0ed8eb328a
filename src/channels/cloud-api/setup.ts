import { PermanentError, TransientError } from "../../core/errors.ts";
import { silentLogger } from "../../core/silent-logger.ts";
import { systemClock } from "../../core/system-clock.ts";
import type { Given, SetupAnswers, SetupDialogue } from "../channel-operator.ts";
import { fetchNumber, listSubscribedApps, subscribeApp } from "./account.ts";
import type { GraphDeps } from "./call-graph.ts";
import { checkNumber } from "./check-account.ts";
import { cloudApiSettings } from "./settings.ts";
import { verifyTokenOf } from "./verify-token.ts";
import { WEBHOOK_PATH } from "./webhook-path.ts";

/** Asks for the token, the number and the secret, and tries them; null if the user leaves. */
export async function setupCloudApi(
  env: Given,
  dialogue: SetupDialogue,
): Promise<SetupAnswers | null> {
  const ask = (setting: (typeof cloudApiSettings)[keyof typeof cloudApiSettings], what: string) =>
    dialogue.ask(setting, `Meta: ${what}`, env[setting.env]);
  for (;;) {
    const token = await ask(cloudApiSettings.whatsappAccessToken, "access token of a system user");
    if (token === null) return null;
    const id = await ask(cloudApiSettings.whatsappPhoneNumberId, "phone number ID");
    if (id === null) return null;
    const given = { ...env, WHATSAPP_ACCESS_TOKEN: token, WHATSAPP_PHONE_NUMBER_ID: id };
    const { verdict } = await dialogue.attempt("Asking Meta", () => checkNumber(id, depsOf(given)));
    if (verdict === "leave") return null;
    if (verdict === "again") continue;
    const secret = await ask(cloudApiSettings.whatsappAppSecret, "app secret");
    if (secret === null) return null;
    return {
      WHATSAPP_ACCESS_TOKEN: token,
      WHATSAPP_PHONE_NUMBER_ID: id,
      WHATSAPP_APP_SECRET: secret,
    };
  }
}

/**
 * Subscribes the app to the account of the number, if the user agrees. Returns the steps at Meta
 * that remain: the webhook can only be entered while the bot runs.
 */
export async function connectCloudApi(
  settings: Given,
  origin: string,
  dialogue: SetupDialogue,
): Promise<string | null> {
  const deps = depsOf(settings);
  try {
    const { accountId } = await fetchNumber(settings["WHATSAPP_PHONE_NUMBER_ID"] ?? "", deps);
    if (accountId === null || (await listSubscribedApps(accountId, deps)).length > 0) {
      return nextCloudApiSteps(settings, origin);
    }
    if (await dialogue.agree("Let the app of the token receive the messages of this number?")) {
      await subscribeApp(accountId, deps);
      dialogue.tell("The app receives the messages of this number.");
    }
  } catch (error) {
    if (!(error instanceof PermanentError || error instanceof TransientError)) throw error;
    dialogue.warn(`Meta did not accept the subscription: ${error.message}`);
  }
  return nextCloudApiSteps(settings, origin);
}

/** Returns instructions for entering the webhook in Meta's app dashboard. */
export function nextCloudApiSteps(settings: Given, origin: string): string {
  return [
    "In the app at developers.facebook.com, while the bot runs:",
    "WhatsApp → Configuration → Webhook → Edit",
    `Callback URL: ${origin}${WEBHOOK_PATH}`,
    `Verify token: ${verifyTokenIn(settings)}`,
    "Then subscribe to the field “messages” (and “user_id_update”, if it is listed).",
    "Add a payment method to the WhatsApp account: without one Meta delivers no answers.",
  ].join("\n");
}

function verifyTokenIn(settings: Given): string {
  const secret = settings["WHATSAPP_APP_SECRET"];
  const whatsappVerifyToken = settings["WHATSAPP_VERIFY_TOKEN"] || null;
  if (!secret) return whatsappVerifyToken ?? "whatsapp-ai-bot doctor shows it";
  return verifyTokenOf({ whatsappAppSecret: secret, whatsappVerifyToken });
}

function depsOf(settings: Given): GraphDeps {
  return {
    accessToken: settings["WHATSAPP_ACCESS_TOKEN"] ?? "",
    apiVersion: settings["WHATSAPP_API_VERSION"] || cloudApiSettings.whatsappApiVersion.default,
    apiBaseUrl: settings["WHATSAPP_API_BASE_URL"] || null,
    clock: systemClock,
    log: silentLogger,
  };
}
