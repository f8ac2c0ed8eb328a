import { completeParams } from "../../src/simulator/twilio/inbound-params.ts";
import { signRequest } from "../../src/channels/twilio/sign-request.ts";

export const ACCOUNT_SID = `AC${"0".repeat(32)}`;
export const AUTH_TOKEN = "0123456789abcdef0123456789abcdef";
export const OUR_NUMBER = "whatsapp:+14155238886";
export const PUBLIC_URL = "https://bot.example.org";

/** Returns the mark in every text that relates its model request and its answer. */
export const markOf = (number: number): string => `nr-${number}-`;

/** The number in the last mark of a text. */
export function lastMark(text: string): number {
  const start = text.lastIndexOf("nr-");
  return Number.parseInt(text.slice(start + "nr-".length), 10);
}

// Unlike those of another run over the same database, and spread over the index as Twilio's are.
const run = new Bun.CryptoHasher("md5");

export const sidOf = (number: number): string =>
  `SM${run.copy().update(`${process.pid}-${performance.timeOrigin}-${number}`).digest("hex")}`;

export const userOf = (index: number): string => `whatsapp:+4915100${String(100_000 + index)}`;

/** One HTTP request as Twilio makes it, byte for byte, so that sending it costs nothing but a write. */
export function signedRequest(
  number: number,
  from: string,
  text?: string,
  more: Readonly<Record<string, string>> = {},
): Uint8Array {
  const params = completeParams(
    {
      From: from,
      Body: text ?? `A question of ordinary length, ${markOf(number)} is its name.`,
      ...more,
    },
    { accountSid: ACCOUNT_SID, number: OUR_NUMBER, newSid: () => sidOf(number) },
  );
  return asRequest("/webhook", params);
}

/** One delivery report as Twilio makes it, on the URL that was given to it with the message. */
export function signedReport(
  url: string,
  { sid, to, status }: { readonly sid: string; readonly to: string; readonly status: string },
): Uint8Array {
  const { pathname, search } = new URL(url);
  return asRequest(pathname + search, {
    ChannelPrefix: "whatsapp",
    ApiVersion: "2010-04-01",
    MessageStatus: status,
    SmsSid: sid,
    SmsStatus: status,
    ChannelInstallSid: `XE${"0".repeat(32)}`,
    To: to,
    From: OUR_NUMBER,
    MessageSid: sid,
    AccountSid: ACCOUNT_SID,
    ChannelToAddress: to,
  });
}

function asRequest(path: string, params: Readonly<Record<string, string>>): Uint8Array {
  const body = new URLSearchParams(params).toString();
  return Buffer.from(
    [
      `POST ${path} HTTP/1.1`,
      "Host: bot.example.org",
      "Content-Type: application/x-www-form-urlencoded; charset=UTF-8",
      `Content-Length: ${body.length}`,
      "User-Agent: TwilioProxy/1.1",
      "Accept: */*",
      `I-Twilio-Idempotency-Token: ${crypto.randomUUID()}`,
      `X-Twilio-Signature: ${signRequest(AUTH_TOKEN, PUBLIC_URL + path, params)}`,
      "",
      body,
    ].join("\r\n"),
  );
}
