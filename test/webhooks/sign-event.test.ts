import { expect, test } from "bun:test";
import { signEvent } from "../../src/webhooks/sign-event.ts";

test("an event is signed as the Standard Webhooks specification's own example", () => {
  const body = '{"test": 2432232314}';
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  expect(
    signEvent({ id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body }, secret, 1_614_265_330_000),
  ).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test("a secret without a prefix is the key itself, and a body that differs has another signature", () => {
  const sign = (body: string) =>
    signEvent({ id: "evt_1", body }, "plain-secret", 0)["webhook-signature"];
  expect(sign("{}")).toBe(
    `v1,${new Bun.CryptoHasher("sha256", "plain-secret").update("evt_1.0.{}").digest("base64")}`,
  );
  expect(sign("{}")).not.toBe(sign("{ }"));
});
