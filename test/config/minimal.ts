import type { Environment } from "../../src/config.ts";

/** The four settings without which the bot does not start; what is secret holds the word canary. */
export const minimal: Environment = {
  TWILIO_ACCOUNT_SID: `AC${"0123456789abcdef".repeat(2)}`,
  TWILIO_AUTH_TOKEN: "canary-auth-token",
  TWILIO_WHATSAPP_NUMBER: "whatsapp:+14155238886",
  OPENAI_API_KEY: "canary-openai-key",
};
