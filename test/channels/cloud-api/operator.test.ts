import { afterEach, beforeEach, expect, test } from "bun:test";
import type { SetupDialogue } from "../../../src/channels/channel-operator.ts";
import { examineCloudApi } from "../../../src/channels/cloud-api/examine.ts";
import { cloudApiOperator } from "../../../src/channels/cloud-api/operator.ts";
import { verifyTokenOf } from "../../../src/channels/cloud-api/verify-token.ts";
import type { Finding } from "../../../src/core/finding.ts";
import { cloudApiSettingsFor, META } from "../../cloud-api/account.ts";
import { type CloudApiStandIn, createCloudApiStandIn } from "../../cloud-api/stand-in.ts";
import { startCloudApp } from "../../cloud-api/start-cloud-app.ts";

let meta: CloudApiStandIn;
function open(health?: object): void {
  meta = createCloudApiStandIn({
    ...META,
    webhookUrl: "http://127.0.0.1:1/",
    ...(health && { health }),
  });
}
beforeEach(() => open());
afterEach(() => meta.stop());

const settings = (changed: object = {}) => ({
  whatsappAccessToken: META.accessToken,
  whatsappPhoneNumberId: META.phoneNumberId,
  whatsappAppSecret: META.appSecret,
  whatsappVerifyToken: null,
  whatsappApiVersion: "v26.0",
  whatsappApiBaseUrl: meta.url,
  publicUrl: "http://127.0.0.1:1",
  ...changed,
});

async function examined(changed: object = {}): Promise<Record<string, Finding>> {
  const found: Record<string, Finding> = {};
  await examineCloudApi(settings(changed), (check, finding) => {
    if (finding !== undefined) found[check] = finding;
  });
  return found;
}

test("an operator whose account is in order is told so, and gets the verify token", async () => {
  const bot = await startCloudApp();
  try {
    const found = await examined({ publicUrl: bot.origin });
    expect(Object.values(found).map(({ level }) => level)).toEqual(Array(6).fill("ok"));
    expect(found["meta token"]?.says).toContain("permanent");
    expect(found["meta number"]?.says).toContain("15550783881 (The stand-in)");
    expect(found["verify token"]?.says).toContain(verifyTokenOf(settings()));
    // Nothing of it is stored.
    expect(await bot.rows("SELECT * FROM messages")).toEqual([]);
    const other = await examined({ publicUrl: bot.origin, whatsappAppSecret: "f".repeat(32) });
    expect(other["signature"]).toMatchObject({
      level: "fault",
      fix: expect.stringContaining("WHATSAPP_APP_SECRET"),
    });
    expect(other["verify token"]).toMatchObject({ level: "fault" });
  } finally {
    await bot.stop();
  }
});

test("a wrong token, an unreachable bot and a missing subscription each have their line", async () => {
  meta.subscribed.clear();
  const found = await examined();
  expect(found["subscription"]).toMatchObject({
    level: "fault",
    says: expect.stringContaining("do not arrive"),
  });
  expect(found["signature"]?.says).toContain("cannot be reached");
  const wrong = await examined({ whatsappAccessToken: "another" });
  expect(wrong["meta token"]).toMatchObject({
    level: "fault",
    says: expect.stringContaining("(190)"),
  });
  expect(wrong["payment"]).toMatchObject({ level: "skipped" });
  const empty = await examined({ whatsappAccessToken: null, whatsappAppSecret: null });
  expect(Object.values(empty).map(({ level }) => level)).toEqual(Array(4).fill("skipped"));
});

test("a missing payment method and a blocked number are told apart", async () => {
  await meta.stop();
  const entity = (errors: object[]) => ({
    can_send_message: "BLOCKED",
    entities: [{ entity_type: "WABA", id: META.accountId, can_send_message: "BLOCKED", errors }],
  });
  open(
    entity([
      { error_code: 141_006, error_description: "There is an error with your payment method." },
    ]),
  );
  const unpaid = await examined();
  expect(unpaid["payment"]).toMatchObject({
    level: "fault",
    fix: expect.stringContaining("billing_hub"),
  });
  expect(unpaid["meta number"]).toMatchObject({ level: "ok" });
  await meta.stop();
  open(entity([{ error_code: 141_000, error_description: "The display name is not approved." }]));
  const blocked = await examined();
  expect(blocked["payment"]).toMatchObject({ level: "ok" });
  expect(blocked["meta number"]).toMatchObject({
    level: "fault",
    says: expect.stringContaining("display name"),
  });
});

/** An operator who gives these answers in turn. */
function answering(answers: readonly string[]) {
  const left = [...answers];
  const told: string[] = [];
  const dialogue: SetupDialogue = {
    ask: async () => left.shift() ?? null,
    choose: async () => null,
    attempt: async (_doing, work) => {
      const tried = await work();
      return { ...tried, verdict: tried.finding.level === "fault" ? "again" : "keep" };
    },
    agree: async () => left.shift() === "yes",
    tell: (text) => void told.push(text),
    warn: (text) => void told.push(text),
  };
  return { dialogue, told };
}

test("setup asks again for a token that Meta refuses, and then for the secret", async () => {
  const env = { WHATSAPP_API_BASE_URL: meta.url };
  const { accessToken, phoneNumberId, appSecret } = META;
  const { dialogue } = answering(["wrong", phoneNumberId, accessToken, phoneNumberId, appSecret]);
  expect(await cloudApiOperator.setup(env, dialogue)).toEqual({
    WHATSAPP_ACCESS_TOKEN: accessToken,
    WHATSAPP_PHONE_NUMBER_ID: phoneNumberId,
    WHATSAPP_APP_SECRET: appSecret,
  });
  expect(await cloudApiOperator.setup(env, answering([]).dialogue)).toBeNull();
});

test("setup subscribes the app only with consent, and shows where the webhook is entered", async () => {
  const env = cloudApiSettingsFor(meta.url);
  const token = verifyTokenOf(settings());
  meta.subscribed.clear();
  const no = await cloudApiOperator.connect(env, "https://bot.example.org", answering([]).dialogue);
  expect(meta.subscribed.size).toBe(0);
  expect(no).toContain("Callback URL: https://bot.example.org/webhook/whatsapp");
  expect(no).toContain(`Verify token: ${token}`);
  const yes = answering(["yes"]);
  expect(await cloudApiOperator.connect(env, "https://bot.example.org", yes.dialogue)).toBe(no);
  expect(meta.subscribed.size).toBe(1);
  expect(yes.told).toEqual(["The app receives the messages of this number."]);
  const own = { ...env, WHATSAPP_VERIFY_TOKEN: "my-own" };
  expect(cloudApiOperator.nextSteps(own, "https://bot.example.org")).toContain(
    "Verify token: my-own",
  );
});

test("the derived verify token is as long as the secret, and does not show it", () => {
  const token = verifyTokenOf(settings());
  expect(token).toMatch(/^[\w-]{32}$/);
  expect(token).not.toContain(META.appSecret.slice(0, 8));
  expect(verifyTokenOf(settings({ whatsappAppSecret: "f".repeat(32) }))).not.toBe(token);
});
