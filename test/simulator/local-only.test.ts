import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createApp } from "../../src/app.ts";
import { type Environment, loadConfig } from "../../src/config.ts";
import { ACCOUNT_SID, ADA, BOT, createSetup, LOCAL, silent, type Setup } from "./setup.ts";

let setup: Setup;
beforeEach(() => {
  setup = createSetup();
});
afterEach(() => setup.stop());

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
    expect((await setup.ask("", {}, headers)).status).toBe(status);
  });

  test.each(["", "/events", "/phone.js", "/phone.css", "/icon.svg", "/media/MM1/ME1"])(
    "%p is refused to others",
    async (path) => {
      expect((await setup.ask(path, {}, { host: "bot.example.org" })).status).toBe(403);
    },
  );

  test.each([
    ["/messages", { user: ADA, body: "Hi", quotedSid: null, place: null }],
    [`/media?user=${encodeURIComponent(ADA)}&body=`, {}],
    ["/read", { sid: "SM0" }],
    ["/repeat", { sid: "SM0" }],
    ["/faults", { name: "429", isOn: true }],
    ["/model", { id: "local" }],
    ["/server", { url: "http://good", name: null, key: "k" }],
  ])("%p takes nothing from another site's page", async (path, body) => {
    const headers = { ...LOCAL, origin: "https://evil.example" };
    expect((await setup.post(path, body, headers)).status).toBe(403);
    expect(setup.twilio.journal.inbound).toEqual([]);
    expect(setup.twilio.faults.pending()).toEqual([]);
    expect(setup.models.state().name).toBe("offline");
  });

  test("in production they are not there at all", async () => {
    const settings: Environment = {
      PUBLIC_URL: "https://bot.example.org",
      SECRET_KEY: "k".repeat(32),
      DATABASE_URL: "sqlite:///:memory:",
      TWILIO_ACCOUNT_SID: ACCOUNT_SID,
      TWILIO_AUTH_TOKEN: "token",
      TWILIO_WHATSAPP_NUMBER: BOT,
      OPENAI_API_KEY: "sk-test",
    };
    const { extension } = setup;
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
