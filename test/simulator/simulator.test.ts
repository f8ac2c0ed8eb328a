import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createApp } from "../../src/app.ts";
import { type Environment, loadConfig } from "../../src/config.ts";
import type { Logger } from "../../src/core/ports.ts";
import { systemClock } from "../../src/core/system-clock.ts";
import { createHttpServer, type HttpServer } from "../../src/http/server.ts";
import { createSimulator, simulatorUploads } from "../../src/simulator/simulator.ts";
import { createTwilioStandIn, type TwilioStandIn } from "../../src/simulator/twilio-stand-in.ts";
import type { SimulatorChange, SimulatorState } from "../../src/simulator/wire.ts";

const ADA = "whatsapp:+4915112345678";
const BOT = "whatsapp:+14155238886";
const ACCOUNT_SID = `AC${"0".repeat(32)}`;
const LOCAL = { host: "localhost:8000" };
const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let twilio: TwilioStandIn;
let simulator: ReturnType<typeof createSimulator>;
let server: HttpServer;
/** What the bot answers to the next webhooks. */
let botStatus: number;

beforeEach(() => {
  botStatus = 200;
  twilio = createTwilioStandIn({
    accountSid: ACCOUNT_SID,
    authToken: "token",
    number: BOT,
    webhookUrl: "http://localhost:8000/webhook",
    post: async () => new Response("", { status: botStatus }),
  });
  simulator = createSimulator({
    twilio,
    clock: systemClock,
    people: [{ address: ADA, name: "Ada" }],
    botName: "The bot",
    botAddress: BOT,
    model: { name: "offline", isOffline: true },
  });
  const extension = { routes: simulator.routes, uploads: simulatorUploads };
  server = createHttpServer({ routes: [], extension, allowedOrigins: [], log: silent });
});

afterEach(async () => {
  simulator.close();
  await twilio.stop();
});

function ask(path: string, init: RequestInit = {}, headers: Record<string, string> = LOCAL) {
  const request = new Request(`http://localhost:8000/simulator${path}`, init);
  for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
  return server.handle(request);
}

const post = (path: string, body: unknown) =>
  ask(
    path,
    { method: "POST", body: JSON.stringify(body) },
    { ...LOCAL, "content-type": "application/json" },
  );

/** Does it, and waits until the bot was told. */
async function told(act: () => Promise<Response>): Promise<Response> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const leave = twilio.journal.subscribe(({ kind }) => kind === "webhook" && resolve());
  const response = await act();
  await promise;
  leave();
  return response;
}

const say = (body: string, quotedSid: string | null = null) =>
  told(() => post("/messages", { person: ADA, body, quotedSid, place: null }));

function upload(bytes: number, contentType: string, body = "") {
  const query = new URLSearchParams({ person: ADA, body });
  const init = { method: "POST", body: new Uint8Array(bytes) };
  return ask(`/media?${query.toString()}`, init, { ...LOCAL, "content-type": contentType });
}

/** A send of the bot, as its messenger makes it. */
function botSends(body: string) {
  return fetch(`${twilio.url}/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${ACCOUNT_SID}:token`)}` },
    body: new URLSearchParams({
      To: ADA,
      From: BOT,
      Body: body,
      StatusCallback: "http://localhost:8000/webhook/status?o=n1",
    }),
  });
}

/** What a page that opens now is told first. */
async function state(): Promise<SimulatorState> {
  const response = await ask("/events");
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return JSON.parse(new TextDecoder().decode(first?.value).split("data: ")[1] ?? "");
}

describe("the phones are for this machine alone", () => {
  test.each([
    ["under the machine's own names", { host: "localhost:8000" }, 200],
    ["by IPv4", { host: "127.0.0.1:8000" }, 200],
    ["by IPv6", { host: "[::1]:8000" }, 200],
    ["from the page itself", { ...LOCAL, origin: "http://localhost:8000" }, 200],
    [
      "by a link on another site",
      { ...LOCAL, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
      200,
    ],
    ["under a foreign name", { host: "bot.example.org" }, 403],
    ["under a name that was rebound", { host: "localhost.example.org:8000" }, 403],
    ["under another address", { host: "192.168.1.7:8000" }, 403],
    ["without a name", { host: "" }, 403],
    ["through a proxy", { ...LOCAL, "x-forwarded-for": "203.0.113.7" }, 403],
    ["through a proxy that tells the host", { ...LOCAL, "x-forwarded-host": "localhost" }, 403],
    ["through a proxy of the standard", { ...LOCAL, forwarded: "for=203.0.113.7" }, 403],
    ["through nginx as many set it up", { ...LOCAL, "x-real-ip": "203.0.113.7" }, 403],
    ["through a proxy that only says so", { ...LOCAL, via: "1.1 proxy" }, 403],
    ["from another site's page", { ...LOCAL, origin: "https://evil.example" }, 403],
    ["from another port's page", { ...LOCAL, origin: "http://localhost:9000" }, 403],
    ["from a page without an origin", { ...LOCAL, origin: "null" }, 403],
    [
      "as another site's picture",
      { ...LOCAL, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
      403,
    ],
  ])("%s", async (_, headers, status) => {
    expect((await ask("", {}, headers)).status).toBe(status);
  });

  test.each(["", "/events", "/phone.js", "/phone.css", "/icon.svg", "/media/MM1/ME1"])(
    "%p is refused to others",
    async (path) => {
      expect((await ask(path, {}, { host: "bot.example.org" })).status).toBe(403);
    },
  );

  test.each(["/messages", "/media?person=x&body=", "/read", "/repeat", "/faults"])(
    "%p is refused to others",
    async (path) => {
      const init = { method: "POST", body: "{}" };
      const response = await ask(path, init, { ...LOCAL, origin: "https://evil.example" });
      expect(response.status).not.toBe(204);
      expect(twilio.journal.inbound).toEqual([]);
    },
  );

  test("in production they are not there at all", async () => {
    const settings: Environment = {
      APP_ENV: "production",
      PUBLIC_URL: "https://bot.example.org",
      SECRET_KEY: "k".repeat(32),
      DATABASE_URL: "sqlite:///:memory:",
      TWILIO_ACCOUNT_SID: ACCOUNT_SID,
      TWILIO_AUTH_TOKEN: "token",
      TWILIO_WHATSAPP_NUMBER: BOT,
      OPENAI_API_KEY: "sk-test",
    };
    const extension = { routes: simulator.routes, uploads: simulatorUploads };
    const statuses: number[] = [];
    for (const appEnv of ["production", "development"]) {
      const config = loadConfig({ ...settings, APP_ENV: appEnv });
      const app = await createApp(config, { log: silent, extension });
      const request = new Request("http://localhost/simulator", { headers: LOCAL });
      statuses.push((await app.handle(request)).status);
      await app.stop();
    }
    expect(statuses).toEqual([404, 200]);
  });
});

describe("the page", () => {
  test("comes with a policy that lets nothing in from elsewhere, and nothing inline", async () => {
    const response = await ask("");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const html = await response.text();
    expect(html).not.toMatch(/<style|style=|onclick|<script(?![^>]* src=)/);
  });

  test("weighs less than 100 KB compressed, all files together", async () => {
    let weight = 0;
    for (const path of ["", "/phone.js", "/phone.css", "/icon.svg"]) {
      const response = await ask(path);
      expect(response.status).toBe(200);
      weight += Bun.gzipSync(await response.arrayBuffer()).byteLength;
    }
    expect(weight).toBeLessThan(100_000);
  });

  test("is told all that was said when it opens again", async () => {
    await say("Hello");
    await botSends("Hello, *you*");
    await twilio.settled();
    const { botName, model, people, messages } = await state();
    expect({ botName, model, people: people.map(({ name }) => name) }).toEqual({
      botName: "The bot",
      model: { name: "offline", isOffline: true },
      people: ["Ada"],
    });
    expect(messages).toMatchObject([
      { body: "Hello", isFromBot: false, person: ADA, status: "delivered" },
      { body: "Hello, *you*", isFromBot: true, person: ADA, status: "delivered", nonce: "n1" },
    ]);
  });

  test("is told of changes as they come, until the demo stops", async () => {
    const response = await ask("/events");
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    await say("Hello");
    await post("/faults", { name: "429", isOn: true });
    simulator.close();
    const events = (await response.text()).split("\n\n").filter((event) => event !== "");
    expect(events[0]).toStartWith("event: state\n");
    const changes = events
      .slice(1)
      .map((event): SimulatorChange => JSON.parse(event.split("data: ")[1] ?? ""));
    expect(changes[0]?.messages).toMatchObject([{ body: "Hello", status: "sent" }]);
    expect(changes.at(-1)).toEqual({ faults: ["429"] });
    expect((await ask("/events")).status).toBe(503);
  });
});

describe("a phone", () => {
  test("shows one tick, two, and two bright ones as Twilio and the bot take a message on", async () => {
    await say("Hello");
    const [message] = twilio.journal.inbound;
    const status = async () => (await state()).messages[0]?.status;
    expect(await status()).toBe("delivered");
    await fetch(`${twilio.url}/v2/Indicators/Typing.json`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${ACCOUNT_SID}:token`)}` },
      body: new URLSearchParams({ channel: "whatsapp", messageId: message?.sid ?? "" }),
    });
    expect(await status()).toBe("read");
    expect(Object.keys((await state()).typing)).toEqual([ADA]);
    await botSends("Hello");
    expect((await state()).typing).toEqual({});
  });

  test("says when the bot did not take a message", async () => {
    botStatus = 503;
    await say("Hello");
    const [message] = (await state()).messages;
    expect(message).toMatchObject({ status: "failed" });
    expect(message?.fault).toContain("The bot answered 503");
  });

  test("reports what it showed as read, once", async () => {
    await botSends("Hello");
    await twilio.settled();
    const sid = twilio.journal.messages[0]?.sid;
    expect((await told(() => post("/read", { sid }))).status).toBe(204);
    expect((await post("/read", { sid })).status).toBe(204);
    const reads = twilio.journal.webhooks.filter(
      ({ params }) => params["MessageStatus"] === "read",
    );
    expect(reads).toHaveLength(1);
    expect((await state()).messages[0]?.status).toBe("read");
  });

  test("sends what it quotes, where it is, and delivers again on demand", async () => {
    await say("First");
    const first = twilio.journal.inbound[0]?.sid ?? "";
    await say("Second", first);
    const place = { latitude: 52.5, longitude: 13.4, label: "Gate" };
    await told(() => post("/messages", { person: ADA, body: "", quotedSid: null, place }));
    const { messages } = await state();
    expect(messages[1]?.quotedSid).toBe(first);
    expect(messages[2]?.place).toEqual(place);
    await told(() => post("/repeat", { sid: first }));
    expect(twilio.journal.webhooks.filter(({ sid }) => sid === first)).toHaveLength(2);
    expect(twilio.journal.inbound).toHaveLength(3);
  });

  test("sends files of any size that Twilio takes, and none that it does not", async () => {
    expect((await upload(1_000_000, "image/png", "Look")).status).toBe(204);
    expect((await upload(simulatorUploads.maxBytes + 1, "image/png")).status).toBe(413);
    const { messages } = await state();
    expect(messages).toMatchObject([{ body: "Look", attachment: { contentType: "image/png" } }]);
    const shown = await ask(messages[0]?.attachment?.url.replace("/simulator", "") ?? "");
    expect(shown.headers.get("content-type")).toBe("image/png");
    expect((await shown.bytes()).byteLength).toBe(1_000_000);
  });

  test.each(["text/html", "image/svg+xml", "application/pdf", "text/javascript"])(
    "never shows %s as a page of its own",
    async (contentType) => {
      await upload(10, contentType);
      const url = (await state()).messages[0]?.attachment?.url ?? "";
      const shown = await ask(url.replace("/simulator", ""));
      expect(shown.headers.get("content-type")).toBe("application/octet-stream");
      expect(shown.headers.get("content-disposition")).toBe("attachment");
      expect(shown.headers.get("content-security-policy")).toContain("sandbox");
    },
  );

  test.each([
    ["/messages", { person: "whatsapp:+1", body: "x", quotedSid: null, place: null }, 404],
    ["/messages", { person: ADA, body: "x".repeat(1601), quotedSid: null, place: null }, 400],
    ["/messages", { person: ADA }, 400],
    ["/read", { sid: "SM0" }, 404],
    ["/repeat", { sid: "SM0" }, 404],
    ["/faults", { name: "flood", isOn: true }, 404],
  ])("%s refuses %j", async (path, body, status) => {
    expect((await post(path, body)).status).toBe(status);
  });
});

describe("behind a phone", () => {
  test("stands every webhook with its signature, and every call with what became of it", async () => {
    await post("/faults", { name: "63016", isOn: true });
    await say("Hello");
    await botSends("Too late");
    const { exchanges, faults } = await state();
    expect(faults).toEqual([]);
    expect(exchanges).toMatchObject([
      { kind: "webhook", person: ADA, about: twilio.journal.inbound[0]?.sid, status: 200 },
      { kind: "call", person: ADA, about: "n1", status: 400, fault: "code" },
    ]);
    expect(exchanges[0]?.signature).toMatch(/^[\w+/]{27}=$/);
    expect(exchanges[0]?.params["Body"]).toBe("Hello");
    expect(exchanges[1]?.answer).toContain("63016");
  });

  test("a fault that is called off does not come", async () => {
    await post("/faults", { name: "500", isOn: true });
    await post("/faults", { name: "500", isOn: true });
    expect((await state()).faults).toEqual(["500"]);
    await post("/faults", { name: "500", isOn: false });
    expect((await botSends("Hello")).status).toBe(201);
  });
});
