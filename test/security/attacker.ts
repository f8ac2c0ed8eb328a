import { connect } from "node:net";
import { signRequest } from "../../src/channels/twilio/sign-request.ts";
import { ACCOUNT, ADA, PUBLIC_URL, type TestApp } from "../harness.ts";
import { waitFor } from "../wait-for.ts";

export type Params = readonly (readonly [key: string, value: string])[];

/** A genuine request, as intercepted between Twilio and the bot. */
export interface Captured {
  readonly sid: string;
  readonly body: string;
  readonly params: Params;
  readonly signature: string;
}

export async function capture(
  bot: TestApp,
  overrides: Readonly<Record<string, string>> = { Body: "hello" },
): Promise<Captured> {
  const request = bot.twilio.requestFor({ From: ADA, ...overrides });
  const body = await request.text();
  const params = [...new URLSearchParams(body)];
  return {
    sid: Object.fromEntries(params)["MessageSid"] ?? "",
    body,
    params,
    signature: request.headers.get("x-twilio-signature") ?? "",
  };
}

/** Signs as Twilio would, for cases in which the attacker has the token or Twilio errs. */
export function sign(params: Params, url = `${PUBLIC_URL}/webhook`): string {
  return signRequest(ACCOUNT.authToken, url, Object.fromEntries(params));
}

export function encode(params: Params): string {
  const form = new URLSearchParams();
  for (const [key, value] of params) form.append(key, value);
  return form.toString();
}

/** Posts a form over the network and returns the status; redirects are not followed. */
export async function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  signature: string | null,
  init: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<number> {
  const { method = "POST", headers = {} } = init;
  const response = await fetch(url, {
    method,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      ...(signature !== null && { "x-twilio-signature": signature }),
      ...headers,
    },
    ...(method !== "GET" && method !== "HEAD" && { body }),
    redirect: "manual",
  });
  await response.arrayBuffer();
  return response.status;
}

/** Writes bytes as they are and returns all that comes back until the bot hangs up. */
export function speak(origin: string, bytes: string | Uint8Array): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const { port, hostname } = new URL(origin);
  let heard = "";
  const socket = connect(Number(port), hostname, () => socket.write(bytes));
  socket.setEncoding("latin1");
  socket.on("data", (text: string) => (heard += text));
  // A reset is a way to hang up.
  socket.on("error", () => {});
  socket.on("close", () => resolve(heard));
  return waitFor("the bot to hang up", promise, { found: () => heard });
}

/** The bytes of a form's request, after which the bot is to hang up; a `Host` of your own goes first. */
export function formRequest(
  target: string,
  body: string,
  signature: string,
  headers: readonly string[] = ["Host: bot.example.org"],
): string {
  return [
    `POST ${target} HTTP/1.1`,
    ...headers,
    "Content-Type: application/x-www-form-urlencoded",
    `X-Twilio-Signature: ${signature}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    "",
    body,
  ].join("\r\n");
}

/** Returns the status of each answer in a received text, in order. */
export function statusesIn(heard: string): number[] {
  return [...heard.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
}

/** Counts the rows of messages and of users. */
export async function rowCounts(bot: TestApp): Promise<{ messages: number; users: number }> {
  const [found] = await bot.rows<{ messages: number; users: number }>(
    "SELECT (SELECT count(*) FROM messages) AS messages, (SELECT count(*) FROM users) AS users",
  );
  return found ?? { messages: 0, users: 0 };
}
