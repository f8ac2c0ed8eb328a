import type { Environment } from "../../src/config.ts";

export const PUBLIC_URL = "https://bot.example.org";

export interface ChaosAccount {
  readonly accountSid: string;
  readonly authToken: string;
  readonly number: string;
}

/** An account with a token of its own: ports are given out again, and a bot could take what is meant for another. */
export function createAccount(): ChaosAccount {
  return {
    accountSid: `AC${"0".repeat(32)}`,
    authToken: crypto.randomUUID(),
    number: "whatsapp:+14155238886",
  };
}

/** Returns the settings of every bot in the chaos programs. */
export function botSettings(
  account: ChaosAccount,
  where: { readonly database: string; readonly twilio: string; readonly model: string },
): Environment {
  return {
    HOST: "127.0.0.1",
    PORT: "0",
    PUBLIC_URL,
    DATABASE_URL: where.database,
    TWILIO_ACCOUNT_SID: account.accountSid,
    TWILIO_AUTH_TOKEN: account.authToken,
    TWILIO_WHATSAPP_NUMBER: account.number,
    TWILIO_API_BASE_URL: where.twilio,
    OPENAI_API_KEY: "sk-test",
    OPENAI_BASE_URL: `${where.model}/v1`,
    OPENAI_API: "responses",
    WELCOME_MESSAGE: "",
    BURST_MODE: "separate",
    RATE_LIMIT_MESSAGES: "10000",
    DAILY_TOKEN_LIMIT: "0",
    DAILY_TOKEN_LIMIT_PER_USER: "0",
    CATCH_UP: "false",
  };
}

/** Switches Twilio off in the settings of a bot on another channel. */
export const NO_TWILIO: Environment = {
  TWILIO_ACCOUNT_SID: "",
  TWILIO_AUTH_TOKEN: "",
  TWILIO_WHATSAPP_NUMBER: "",
};

/** Returns a secret of an app at Meta's, for one run: ports are given out again here too. */
export function createAppSecret(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
