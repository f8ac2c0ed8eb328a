import { afterEach, beforeEach, expect, test } from "bun:test";
import type { SetupDialogue } from "../../../src/channels/channel-operator.ts";
import { listWhatsappSenders } from "../../../src/channels/twilio/account.ts";
import { SANDBOX } from "../../../src/channels/twilio/check-account.ts";
import { connectTwilio, nextTwilioSteps } from "../../../src/channels/twilio/connect.ts";
import { accountDeps, setupTwilio } from "../../../src/channels/twilio/setup.ts";
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
  const told: string[] = [];
  const asked: string[] = [];
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
    agree: async (question) => {
      asked.push(question);
      return left.shift() === "yes";
    },
    tell: (text) => told.push(text),
    warn: (text) => told.push(text),
  };
  return { dialogue, offered, told, asked };
}

const env = () => ({ TWILIO_API_BASE_URL: twilio.url });

test("an operator who sets up Twilio chooses among the account's own numbers and the sandbox", async () => {
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

test("an operator who leaves at any question has set nothing", async () => {
  for (const answers of [[null], [ACCOUNT_SID, null], [ACCOUNT_SID, AUTH_TOKEN, null]]) {
    expect(await setupTwilio(env(), answering(answers).dialogue)).toBeNull();
  }
  const refused = answering([ACCOUNT_SID, "wrong"]);
  expect(await setupTwilio(env(), refused.dialogue)).toBeNull();
});

test("the remaining steps name the place in the console and the address", () => {
  const steps = (number: string) =>
    nextTwilioSteps({ TWILIO_WHATSAPP_NUMBER: number }, "https://bot.example.org");
  expect(steps(SANDBOX)).toContain("Sandbox settings");
  expect(steps(OURS)).toContain("WhatsApp senders");
  expect(steps(OURS)).toEndWith("POST https://bot.example.org/webhook");
});

const ORIGIN = "https://bot.example.org";
const answers = (number = OURS) => ({
  ...env(),
  TWILIO_ACCOUNT_SID: ACCOUNT_SID,
  TWILIO_AUTH_TOKEN: AUTH_TOKEN,
  TWILIO_WHATSAPP_NUMBER: number,
});

test("an operator who agrees has the webhook of their own number set, and is not asked again", async () => {
  const user = answering(["yes"]);
  expect(await connectTwilio(answers(), ORIGIN, user.dialogue)).toBeNull();
  expect(user.asked).toEqual([
    `Set the webhook of ${OURS} to ${ORIGIN}/webhook, over Twilio's API?`,
  ]);
  expect(user.told).toEqual([`Twilio now calls ${ORIGIN}/webhook for ${OURS}.`]);
  const again = answering([]);
  expect(await connectTwilio(answers("+1 555 000 1111"), ORIGIN, again.dialogue)).toBeNull();
  expect(again.told).toEqual([`Twilio already calls ${ORIGIN}/webhook.`]);
});

test("an existing webhook is named before it is replaced, and its other addresses stay", async () => {
  const twilioOf = (webhookUrl: string) =>
    createTwilioStandIn({
      accountSid: ACCOUNT_SID,
      authToken: AUTH_TOKEN,
      number: OURS,
      webhookUrl,
    });
  const other = twilioOf("http://127.0.0.1:1/before");
  const settings = { ...answers(), TWILIO_API_BASE_URL: other.url };
  const user = answering(["yes"]);
  expect(await connectTwilio(settings, ORIGIN, user.dialogue)).toBeNull();
  expect(user.asked.join()).toContain("in place of http://127.0.0.1:1/before");
  const [sender] = await listWhatsappSenders(accountDeps(settings));
  expect(sender?.callbacks).toMatchObject({
    callback_url: `${ORIGIN}/webhook`,
    callback_method: "POST",
    fallback_method: "POST",
  });
  await other.stop();
});

test("without consent, for the sandbox and against a refusal, the clicks are named instead", async () => {
  const clicks = /In Twilio's console:[^]*POST https:\/\/bot\.example\.org\/webhook$/;
  expect(await connectTwilio(answers(), ORIGIN, answering(["no"]).dialogue)).toMatch(clicks);
  const sandbox = await connectTwilio(answers(SANDBOX), ORIGIN, answering([]).dialogue);
  expect(sandbox).toContain("Sandbox settings");
  const refused = answering(["yes"]);
  const wrong = { ...answers(), TWILIO_AUTH_TOKEN: "wrong" };
  expect(await connectTwilio(wrong, ORIGIN, refused.dialogue)).toMatch(clicks);
  expect(refused.told.join()).toContain("Twilio did not accept the webhook");
  const stranger = answering([]);
  expect(await connectTwilio(answers("+15559998888"), ORIGIN, stranger.dialogue)).toMatch(clicks);
});
