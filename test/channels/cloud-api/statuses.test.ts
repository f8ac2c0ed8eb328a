import { expect, test } from "bun:test";
import type { ServerPricing, ServerStatusPayload } from "whatsapp-api-js/types";
import {
  explainCode,
  knownCodes,
  reasonOfCode,
} from "../../../src/channels/whatsapp-json/error-codes.ts";
import { envelope, setUpWebhook } from "./webhook-setup.ts";

const SID = "wamid.HBgLMTY0NjcwNDM1OTUVAgARGBI";
const NONCE = "0123456789abcdef0123456789abcdef";
const base = {
  id: SID,
  timestamp: "1700000000",
  recipient_user_id: "DE.1",
  biz_opaque_callback_data: NONCE,
};

async function reported(status: ServerStatusPayload | object) {
  const webhook = setUpWebhook();
  expect((await webhook.deliver(envelope({ statuses: [status] }))).status).toBe(200);
  return webhook.reports[0] ?? null;
}

test.each([
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["played", "read"],
] as const)(
  "a message that is %s is reported as %s, with our name of its send",
  async (word, status) => {
    expect(await reported({ ...base, status: word })).toEqual({
      nonce: NONCE,
      sid: SID,
      status,
      errorCode: null,
      reason: null,
      isPassing: false,
    });
  },
);

test.each([
  [131_047, "window-closed", false],
  [131_026, "recipient-gone", false],
  [131_042, "payment", false],
  [131_031, "sender", false],
  [131_048, "quota", false],
  [131_053, "content", false],
  [190, "account-refused", false],
  [200, "account-refused", false],
  [130_429, "rate", true],
  [131_056, "user-rate", true],
  [131_000, "server", true],
  [999_999, null, false],
])(
  "a failure with code %i has the reason %p, whatever its words are",
  async (code, reason, isPassing) => {
    const errors = [{ code, title: "Re-engagement message", message: "131047" }];
    const report = await reported({ ...base, status: "failed", errors });
    expect(report).toMatchObject({ status: "failed", errorCode: String(code), reason, isPassing });
  },
);

test("the price that Meta states is passed on, also in the form without a flag", async () => {
  const pricing: ServerPricing = {
    pricing_model: "PMP",
    billable: true,
    type: "regular",
    category: "service",
  };
  expect(await reported({ ...base, status: "delivered", pricing })).toMatchObject({
    pricing: { billable: true, category: "service", type: "regular" },
  });
  const free: ServerPricing = {
    pricing_model: "PMP",
    type: "free_customer_service",
    category: "service",
  };
  expect(await reported({ ...base, status: "delivered", pricing: free })).toMatchObject({
    pricing: { billable: false, category: "service", type: "free_customer_service" },
  });
  const alarm = { ...pricing, category: "general_purpose_ai" };
  expect(await reported({ ...base, status: "delivered", pricing: alarm })).toMatchObject({
    pricing: { billable: true, category: "general_purpose_ai" },
  });
  expect(await reported({ ...base, status: "sent", pricing: "cheap" })).not.toHaveProperty(
    "pricing",
  );
});

test("a status of another program's send, or an unknown one, disturbs nothing", async () => {
  expect(await reported({ ...base, biz_opaque_callback_data: "campaign 7, spring" })).toBeNull();
  expect(
    await reported({ ...base, status: "sent", biz_opaque_callback_data: "campaign 7, spring" }),
  ).toMatchObject({ nonce: null, sid: SID });
  expect(await reported({ ...base, status: "warning" })).toBeNull();
});

test("an operator reads what each code means and what to do", () => {
  for (const code of knownCodes) {
    const found = explainCode(code);
    expect(found?.meaning).toMatch(/^[A-Z].*[^.]$/s);
    expect(found?.remedy).toMatch(/^[A-Z].*[.)]$/s);
  }
  expect(explainCode("131999")).toMatchObject({
    meaning: null,
    remedy: expect.stringContaining("error-codes"),
  });
  expect(explainCode("63016")).toBeNull();
  expect(reasonOfCode("299")).toBe("account-refused");
});
