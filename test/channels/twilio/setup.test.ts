import { afterEach, beforeEach, expect, test } from "bun:test";
import type { SetupDialogue } from "../../../src/channels/channel-operator.ts";
import { SANDBOX } from "../../../src/channels/twilio/check-account.ts";
import { nextTwilioSteps, setupTwilio } from "../../../src/channels/twilio/setup.ts";
import { createTwilioStandIn, type TwilioStandIn } from "../../../src/simulator/twilio-stand-in.ts";
import { ACCOUNT_SID, AUTH_TOKEN } from "./fixtures.ts";

const OURS = "whatsapp:+15550001111";
let twilio: TwilioStandIn;

beforeEach(() => {
  twilio = createTwilioStandIn({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    number: OURS,
    webhookUrl: "http://127.0.0.1:1/webhook",
    account: { senders: () => [{ address: OURS, status: "ONLINE", webhookUrl: null }] },
  });
});

afterEach(() => twilio.stop());

/** A user who gives these answers in turn, and after a fault does this; null leaves. */
function answering(answers: readonly (string | null)[], afterFault: "again" | "leave" = "leave") {
  const left = [...answers];
  const offered: string[][] = [];
  const dialogue: SetupDialogue = {
    ask: async () => left.shift() ?? null,
    choose: async (_question, options) => {
      offered.push(options.map(({ value }) => value));
      return left.shift() ?? null;
    },
    attempt: async (_doing, work) => {
      const tried = await work();
      return { ...tried, verdict: tried.finding.level === "fault" ? afterFault : "keep" };
    },
    warn: () => {},
  };
  return { dialogue, offered };
}

const env = () => ({ TWILIO_API_BASE_URL: twilio.url });

test("whoever sets Twilio up chooses among the account's own numbers and the sandbox", async () => {
  const user = answering([ACCOUNT_SID, AUTH_TOKEN, OURS]);
  expect(await setupTwilio(env(), user.dialogue)).toEqual({
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_WHATSAPP_NUMBER: OURS,
  });
  expect(user.offered).toEqual([[OURS, SANDBOX, "other"]]);
});

test("a wrong token may be typed again, and another number typed in", async () => {
  const answers = [ACCOUNT_SID, "wrong", ACCOUNT_SID, AUTH_TOKEN, "other", "+15559998888"];
  const user = answering(answers, "again");
  expect(await setupTwilio(env(), user.dialogue)).toMatchObject({
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_WHATSAPP_NUMBER: "+15559998888",
  });
});

test("whoever leaves at any question has set nothing", async () => {
  for (const answers of [[null], [ACCOUNT_SID, null], [ACCOUNT_SID, AUTH_TOKEN, null]]) {
    expect(await setupTwilio(env(), answering(answers).dialogue)).toBeNull();
  }
  const refused = answering([ACCOUNT_SID, "wrong"]);
  expect(await setupTwilio(env(), refused.dialogue)).toBeNull();
});

test("what remains to be done names the place in the console and the address", () => {
  const steps = (number: string) =>
    nextTwilioSteps({ TWILIO_WHATSAPP_NUMBER: number }, "https://bot.example.org");
  expect(steps(SANDBOX)).toContain("Sandbox settings");
  expect(steps(OURS)).toContain("WhatsApp senders");
  expect(steps(OURS)).toEndWith("POST https://bot.example.org/webhook");
});
