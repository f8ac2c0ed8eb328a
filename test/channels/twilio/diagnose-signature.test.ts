import { expect, test } from "bun:test";
import { createSignatureDiagnosis } from "../../../src/channels/twilio/diagnose-signature.ts";
import { signRequest } from "../../../src/channels/twilio/sign-request.ts";
import { createFakeClock } from "../../fake-clock.ts";

const TOKEN = "an-auth-token-of-the-tests";
const params = { Body: "hush", From: "whatsapp:+4915112345678" };

function setup() {
  const hints: string[] = [];
  const lines: string[] = [];
  const clock = createFakeClock();
  const note = (event: string, facts = {}) => {
    lines.push(JSON.stringify({ event, ...facts }));
    if ("hint" in facts) hints.push(String(facts.hint));
  };
  const log = { debug: note, info: note, warn: note, error: note };
  const refused = createSignatureDiagnosis({
    authToken: TOKEN,
    publicUrl: "http://localhost:8000",
    log,
    clock,
  });
  const arrive = (signedUrl: string | null, headers: Record<string, string> = {}) =>
    refused(
      new Request("http://10.0.0.5:8000/webhook", {
        method: "POST",
        headers: {
          ...(signedUrl !== null && {
            "x-twilio-signature": signRequest(TOKEN, signedUrl, params),
          }),
          ...headers,
        },
      }),
      params,
    );
  return { hints, lines, clock, arrive };
}

test.each([
  ["the Host header", { host: "bot.example.org" }],
  [
    "a proxy's headers",
    {
      host: "10.0.0.5:8000",
      "x-forwarded-host": "bot.example.org, inner",
      "x-forwarded-proto": "https",
    },
  ],
])("the setting is named when %s proves what Twilio signed", (_what, headers) => {
  const { hints, arrive } = setup();
  arrive("https://bot.example.org/webhook", headers);
  expect(hints).toEqual([
    "Twilio signed https://bot.example.org/webhook, PUBLIC_URL says http://localhost:8000: set PUBLIC_URL=https://bot.example.org",
  ]);
});

test("without proof nothing is claimed, whatever the headers say", () => {
  const { hints, arrive } = setup();
  arrive("https://bot.example.org/webhook", { host: "evil.example" });
  expect(hints).toHaveLength(1);
  expect(hints[0]).not.toContain("set PUBLIC_URL");
  expect(hints[0]).toContain("TWILIO_AUTH_TOKEN");
});

test("a request without a signature is not Twilio's", () => {
  const { hints, arrive } = setup();
  arrive(null);
  expect(hints[0]).toContain("does not come from Twilio");
});

test("a flood of forgeries neither fills the log nor hides a proof", async () => {
  const { hints, lines, clock, arrive } = setup();
  for (let count = 0; count < 1_000; count += 1) arrive(null);
  arrive("https://bot.example.org/webhook", { host: "bot.example.org" });
  expect(hints).toHaveLength(2);
  expect(hints[1]).toContain("set PUBLIC_URL=https://bot.example.org");
  await clock.advance(60_000);
  arrive(null);
  expect(lines).toHaveLength(3);
});

test("nothing personal is logged", () => {
  const { lines, arrive } = setup();
  arrive("https://bot.example.org/webhook", { host: "bot.example.org" });
  arrive("https://other.example.org/webhook");
  expect(lines).toHaveLength(2);
  expect(lines.join()).not.toMatch(/hush|4915112345678/);
});
