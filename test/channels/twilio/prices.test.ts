import { afterEach, expect, test } from "bun:test";
import { createTwilioPrices } from "../../../src/channels/twilio/prices.ts";
import { PermanentError, TransientError } from "../../../src/core/errors.ts";
import type { MessagePrice } from "../../../src/simulator/twilio/message-resource.ts";
import { createTwilioStandIn, type TwilioStandIn } from "../../../src/simulator/twilio-stand-in.ts";
import { ACCOUNT_SID, ADA, AUTH_TOKEN, createLogBook, NUMBER, realClock } from "./fixtures.ts";
import { failureOf } from "./messenger-setup.ts";

let twilio: TwilioStandIn;
afterEach(() => twilio.stop());

function start(priceOf: () => MessagePrice | null) {
  twilio = createTwilioStandIn({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    number: NUMBER,
    webhookUrl: "http://127.0.0.1:9/webhook",
    priceOf,
    post: async () => new Response("<Response/>", { headers: { "content-type": "text/xml" } }),
  });
  return createTwilioPrices({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    address: NUMBER,
    apiBaseUrl: twilio.url,
    clock: realClock,
    log: createLogBook(),
  });
}

const day = () => ({ from: Date.now() - 3_600_000, to: Date.now() + 3_600_000 });

test.each([
  [
    { amount: "-0.00500", unit: "USD" },
    { kind: "known", nanoDollars: 5_000_000n },
  ],
  [
    { amount: "0.01190", unit: "usd" },
    { kind: "known", nanoDollars: 11_900_000n },
  ],
  [
    { amount: "0", unit: "USD" },
    { kind: "known", nanoDollars: 0n },
  ],
  [
    { amount: "-0.00500", unit: "BRL" },
    { kind: "foreign", currency: "BRL" },
  ],
  [null, { kind: "not-yet" }],
])("a price as Twilio writes it is read: %p", async (written, price) => {
  const source = start(() => written);
  const { sid } = await twilio.sendText({ from: ADA, body: "Hi" });
  const { messages, isWhole } = await source.listPrices(day());
  expect(isWhole).toBe(true);
  expect(messages).toMatchObject([{ sid, direction: "in", price }]);
});

test("all pages are read, and messages outside of the span are left out", async () => {
  const source = start(() => null);
  for (let count = 0; count < 1_001; count += 1) await twilio.sendText({ from: ADA, body: "Hi" });
  expect((await source.listPrices(day())).messages).toHaveLength(1_001);
  const past = { from: Date.now() - 7_200_000, to: Date.now() - 3_600_000 };
  expect((await source.listPrices(past)).messages).toEqual([]);
});

test("a fault of Twilio's is either temporary or permanent", async () => {
  const source = start(() => null);
  twilio.faults.next({ on: "list", kind: "500" });
  expect(await failureOf(source.listPrices(day()))).toBeInstanceOf(TransientError);
  twilio.faults.next({ on: "list", kind: "code", code: 20003, status: 401 });
  expect(await failureOf(source.listPrices(day()))).toBeInstanceOf(PermanentError);
});
