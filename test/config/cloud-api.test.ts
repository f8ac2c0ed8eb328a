import { expect, test } from "bun:test";
import { loadConfig } from "../../src/config.ts";
import { ConfigError } from "../../src/core/errors.ts";
import { cloudApiSettingsFor } from "../cloud-api/account.ts";

const { WHATSAPP_API_BASE_URL: _, ...cloud } = cloudApiSettingsFor("http://127.0.0.1:1");
const twilio = {
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "token",
  TWILIO_WHATSAPP_NUMBER: "+14155238886",
};

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig({ OPENAI_API_KEY: "key", ...env });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

test("the Cloud API alone needs no setting of Twilio's, and Twilio alone none of its", () => {
  expect(loadConfig({ OPENAI_API_KEY: "key", ...cloud }).channels).toEqual(["cloud-api"]);
  expect(loadConfig({ OPENAI_API_KEY: "key", ...twilio }).channels).toEqual(["twilio"]);
  expect(loadConfig({ OPENAI_API_KEY: "key", ...twilio, ...cloud }).channels).toEqual([
    "twilio",
    "cloud-api",
  ]);
});

test("a setting of the Cloud API that is missing or malformed is named, and no secret is shown", () => {
  const faults = faultsOf({
    ...cloud,
    WHATSAPP_APP_SECRET: "too-short-a-secret",
    WHATSAPP_PHONE_NUMBER_ID: "+49 151",
  });
  expect(faults).toHaveLength(2);
  expect(faults.join("\n")).toContain(
    "WHATSAPP_PHONE_NUMBER_ID must be the ID of the phone number",
  );
  expect(faults.join("\n")).not.toContain("too-short-a-secret");
  const { WHATSAPP_APP_SECRET: __, ...without } = cloud;
  expect(faultsOf(without)).toEqual([expect.stringContaining("WHATSAPP_APP_SECRET is required")]);
  expect(faultsOf({ ...cloud, WHATSAPP_REMINDER_TEMPLATE: "HX123" })).toEqual([
    expect.stringContaining("reminder:en"),
  ]);
});

test("answers in the webhook's response are Twilio's alone", () => {
  expect(faultsOf({ ...twilio, REPLY_MODE: "twiml" })).toEqual([]);
  const faults = faultsOf({ ...twilio, ...cloud, REPLY_MODE: "twiml" });
  expect(faults).toEqual([expect.stringContaining("REPLY_MODE=twiml cannot be used")]);
});

test("in production a stand-in must be on this machine", () => {
  const env = {
    ...cloud,
    APP_ENV: "production",
    PUBLIC_URL: "https://bot.example.org",
    SECRET_KEY: "x".repeat(32),
  };
  expect(faultsOf({ ...env, WHATSAPP_API_BASE_URL: "http://127.0.0.1:8002" })).toEqual([]);
  expect(faultsOf({ ...env, WHATSAPP_API_BASE_URL: "https://evil.example" })).toEqual([
    expect.stringContaining("WHATSAPP_API_BASE_URL must be on this machine"),
  ]);
});
