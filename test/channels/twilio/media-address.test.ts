import { describe, expect, test } from "bun:test";
import { isMediaRedirect, isOwnMedia } from "../../../src/channels/twilio/media-address.ts";

const accountSid = `AC${"0".repeat(32)}`;
const messageSid = `MM${"1".repeat(32)}`;
const path = `/2010-04-01/Accounts/${accountSid}/Messages/${messageSid}/Media/ME${"2".repeat(32)}`;
const twilio = { accountSid, apiBaseUrl: null };
const standIn = { accountSid, apiBaseUrl: "http://127.0.0.1:8001" };

describe("the credentials go to", () => {
  test("Twilio's address of an attachment of this very message", () => {
    expect(isOwnMedia({ url: `https://api.twilio.com${path}`, messageSid }, twilio)).toBe(true);
    expect(isOwnMedia({ url: `http://127.0.0.1:8001${path}`, messageSid }, standIn)).toBe(true);
  });

  test.each([
    "",
    "not an address",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
    `http://api.twilio.com${path}`,
    `ftp://api.twilio.com${path}`,
    `https://api.twilio.com:8443${path}`,
    `https://user@api.twilio.com${path}`,
    `https://user:pass@api.twilio.com${path}`,
    `https://api.twilio.com@evil.example${path}`,
    `https://evil.example${path}`,
    `https://api.twilio.com.evil.example${path}`,
    `https://evil.example/api.twilio.com${path}`,
    `https://evil.example#api.twilio.com${path}`,
    `https://evil.example\\@api.twilio.com${path}`,
    `https://xapi.twilio.com${path}`,
    `https://twilio.com${path}`,
    `https://pricing.twilio.com${path}`,
    `https://api.twilio.com.${path}`,
    `https://127.0.0.1${path}`,
    `https://2130706433${path}`,
    `https://[::1]${path}`,
    `https://169.254.169.254/latest/meta-data`,
    `https://localhost${path}`,
    `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages.json`,
    `https://api.twilio.com/2010-04-01/Accounts/${accountSid}.json`,
    `https://api.twilio.com${path}.json`,
    `https://api.twilio.com${path}/../../../../../Accounts.json`,
    `https://api.twilio.com${path}/more`,
    `https://api.twilio.com${path}%2F..`,
    `https://api.twilio.com${path}?redirect=https://evil.example`,
    `https://api.twilio.com/${path}`,
    `https://api.twilio.com${path.replace(accountSid, `AC${"9".repeat(32)}`)}`,
    `https://api.twilio.com${path.replace(messageSid, `MM${"9".repeat(32)}`)}`,
    `https://api.twilio.com${path.replace("/Media/", "/media/")}`,
    `https://api.twilio.com${path.replace("/ME", "/RE")}`,
    `http://127.0.0.1:8001${path}`,
  ])("no other address: %s", (url) => {
    expect(isOwnMedia({ url, messageSid }, twilio)).toBe(false);
  });

  test("the stand-in alone if there is one", () => {
    expect(isOwnMedia({ url: `https://api.twilio.com${path}`, messageSid }, standIn)).toBe(false);
  });
});

describe("a redirect is followed to", () => {
  test.each([
    "https://mms.twiliocdn.com/AC0/abc?Expires=1&Signature=s",
    "https://media.eu-1.twiliocdn.com/x",
    "https://s3-external-1.amazonaws.com/media.twiliocdn.com/AC0/abc",
  ])("Twilio's content network: %s", (url) => {
    expect(isMediaRedirect(new URL(url), twilio)).toBe(true);
  });

  test.each([
    "http://mms.twiliocdn.com/x",
    "https://mms.twiliocdn.com:444/x",
    "https://user:pass@mms.twiliocdn.com/x",
    "https://twiliocdn.com.evil.example/x",
    "https://eviltwiliocdn.com/x",
    "https://twiliocdn.com/x",
    "https://evil.example/mms.twiliocdn.com/x",
    "https://s3-external-1.amazonaws.com/evil-bucket/x",
    "https://s3-external-1.amazonaws.com/media.twiliocdn.com/../evil/x",
    "https://media.twiliocdn.com.s3.evil.example/x",
    "https://127.0.0.1/x",
    "https://169.254.169.254/latest/meta-data",
    "https://[::ffff:10.0.0.1]/x",
    "file:///etc/passwd",
  ])("nowhere else: %s", (url) => {
    expect(isMediaRedirect(new URL(url), twilio)).toBe(false);
  });

  test("a stand-in's own origin, or this machine", () => {
    expect(isMediaRedirect(new URL("http://127.0.0.1:9999/x"), standIn)).toBe(true);
    expect(isMediaRedirect(new URL("https://mms.twiliocdn.com/x"), standIn)).toBe(false);
    expect(isMediaRedirect(new URL("http://10.0.0.1:8001/x"), standIn)).toBe(false);
    expect(isMediaRedirect(new URL("http://127.0.0.1.evil.example/x"), standIn)).toBe(false);
  });
});
