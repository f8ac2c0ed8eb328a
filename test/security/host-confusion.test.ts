import { afterEach, beforeEach, expect, test } from "bun:test";
import { startTestApp, type TestApp } from "../harness.ts";
import { capture, encode, formRequest, rowCounts, sign, speak, statusesIn } from "./attacker.ts";

let bot: TestApp;
beforeEach(async () => {
  bot = await startTestApp();
  bot.openai.onMessage(/./, { content: "Yes." });
});
afterEach(() => bot.stop());

const FORWARDED = [
  "X-Forwarded-Host: evil.example",
  "X-Forwarded-Proto: http",
  "X-Forwarded-Port: 8443",
  "X-Forwarded-Prefix: /evil",
  "X-Original-URL: /evil",
  "X-Rewrite-URL: /evil",
  "X-HTTP-Method-Override: GET",
  "Forwarded: host=evil.example;proto=http",
];

test("a webhook signed by Twilio passes, whatever host a proxy or an attacker names", async () => {
  for (const headers of [
    ["Host: bot.example.org"],
    ["Host: evil.example"],
    // The name of a container behind a proxy may be this short.
    ["Host: a"],
    ["Host: bot:8000"],
    ["Host: [::1]:8000"],
    ["Host: 127.0.0.1"],
    ["Host: bot.example.org", "Host: evil.example"],
    ["Host: bot.example.org", ...FORWARDED],
  ]) {
    const { body, signature } = await capture(bot);
    const heard = await speak(bot.origin, formRequest("/webhook", body, signature, headers));
    expect([headers, ...statusesIn(heard)]).toEqual([headers, 200]);
  }
});

test("what was signed for another host does not pass by naming that host", async () => {
  const { params } = await capture(bot);
  const body = encode(params);
  const signature = sign(params, "https://evil.example/webhook");
  for (const headers of [
    ["Host: evil.example"],
    ["Host: evil.example", ...FORWARDED],
    ["Host: bot.example.org", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https"],
  ]) {
    const heard = await speak(bot.origin, formRequest("/webhook", body, signature, headers));
    expect(statusesIn(heard)).toEqual([403]);
    const absolute = formRequest("https://evil.example/webhook", body, signature, headers);
    expect(statusesIn(await speak(bot.origin, absolute))).toEqual([403]);
  }
  expect(await rowCounts(bot)).toEqual({ messages: 0, users: 0 });
});

test("a Host that is none is 400 for every address, and cannot point at another one", async () => {
  for (const host of [
    "",
    "[",
    "a b",
    "a/webhook?",
    "evil.example/health/live#",
    "u@v",
    "a:99999",
  ]) {
    for (const target of ["/webhook", "/health/live", "/x/aaaaaaaaaa/health/live"]) {
      const request = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      const heard = await speak(bot.origin, request);
      expect([host, ...statusesIn(heard)]).toEqual([host, 400]);
    }
  }
});

test("a load balancer that speaks HTTP/1.0 without a Host is told how it goes", async () => {
  const heard = await speak(bot.origin, "GET /health/live HTTP/1.0\r\n\r\n");
  expect(heard).toContain("200 OK");
  expect(heard).toContain('{"status":"alive"}');
});
