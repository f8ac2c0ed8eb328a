import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test";
import type { MediaSource } from "../../../src/core/ports.ts";
import { createTwilioMediaSource } from "../../../src/channels/twilio/media-source.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { rejection } from "../../models/openai/upstream.ts";

const accountSid = `AC${"0".repeat(32)}`;
const messageSid = `MM${"1".repeat(32)}`;
const path = `/2010-04-01/Accounts/${accountSid}/Messages/${messageSid}/Media/ME1`;

describe("Twilio's media", () => {
  let server: Bun.Server<undefined>;
  let source: MediaSource;
  let answer: (request: Request) => Response;
  let asked: { method: string; path: string; sent: (string | null)[] }[];
  beforeEach(() => {
    asked = [];
    answer = () => new Response("a photo");
    server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request) => {
        const { method, url, headers } = request;
        const sent = [headers.get("authorization"), headers.get("accept-encoding")];
        asked.push({ method, path: new URL(url).pathname, sent });
        return answer(request);
      },
    });
    source = createTwilioMediaSource({
      accountSid,
      authToken: "token",
      apiBaseUrl: server.url.origin,
      clock: createFakeClock(),
    });
  });
  afterEach(() => server.stop(true));

  const media = () => ({ url: `${server.url.origin}${path}`, messageSid });
  const open = async () => {
    const body = await source.open(media(), new AbortController().signal);
    return new Response(body).text();
  };

  test("are read from Twilio's redirect, without encoding and without credentials", async () => {
    answer = ({ url }) =>
      url.endsWith("/content")
        ? new Response("a photo")
        : new Response(null, { status: 307, headers: { location: "/content" } });
    expect(await open()).toBe("a photo");
    expect(asked.map(({ sent }) => sent)).toEqual([
      [`Basic ${btoa(`${accountSid}:token`)}`, "identity"],
      [null, "identity"],
    ]);
  });

  test("are inflated if they arrive compressed anyway", async () => {
    answer = () =>
      new Response(Bun.gzipSync("a photo"), { headers: { "content-encoding": "gzip" } });
    expect(await open()).toBe("a photo");
  });

  test.each([
    ["a second redirect", { status: 302, headers: { location: "/again" } }, "PermanentError"],
    [
      "a redirect elsewhere",
      { status: 302, headers: { location: "https://evil.example/" } },
      "PermanentError",
    ],
    ["a redirect to nowhere", { status: 302 }, "PermanentError"],
    ["another encoding", { headers: { "content-encoding": "compress" } }, "PermanentError"],
    ["wrong credentials", { status: 401 }, "PermanentError"],
    ["too many requests", { status: 429 }, "TransientError"],
    ["an error of its own", { status: 503 }, "TransientError"],
  ] as const)("are not to be had with %s", async (_what, init, name) => {
    answer = () => new Response("", init);
    expect(await rejection(open())).toMatchObject({ name });
  });

  test("that no longer exist have their own error, and removing them again succeeds", async () => {
    answer = () => new Response("", { status: 404 });
    expect(await rejection(open())).toMatchObject({ code: "media-gone" });
    await source.remove(media());
    expect(asked.at(-1)).toMatchObject({ method: "DELETE", path: `${path}.json` });
  });

  test("at a foreign address are not requested", async () => {
    const foreign = { url: `${server.url.origin}/inner`, messageSid };
    const signal = new AbortController().signal;
    expect(await rejection(source.open(foreign, signal))).toMatchObject({ code: "media-refused" });
    expect(await rejection(source.remove(foreign))).toMatchObject({ code: "media-refused" });
    expect(asked).toEqual([]);
  });

  test("at a name in a private network are not requested", async () => {
    const real = createTwilioMediaSource({
      accountSid,
      authToken: "token",
      apiBaseUrl: null,
      clock: createFakeClock(),
      resolve: async () => ["54.231.0.1", "10.0.0.7"],
    });
    const own = { url: `https://api.twilio.com${path}`, messageSid };
    const error = await rejection(real.open(own, new AbortController().signal));
    expect(error).toMatchObject({ name: "PermanentError", code: "media-refused" });
  });

  test("are fetched from exactly the checked addresses, before and after the redirect", async () => {
    const lookedUp: string[] = [];
    const real = createTwilioMediaSource({
      accountSid,
      authToken: "token",
      apiBaseUrl: null,
      clock: createFakeClock(),
      resolve: async (host) => {
        lookedUp.push(host);
        return [host === "api.twilio.com" ? "54.231.0.1" : "2600:9000::1"];
      },
    });
    const connected: { at: string; host: string | null; name: unknown }[] = [];
    const answers = [
      new Response(null, { status: 307, headers: { location: "https://mms.twiliocdn.com/a" } }),
      new Response("a photo"),
    ];
    const answerNext: typeof fetch = Object.assign(
      async (input: string | URL | Request, init?: BunFetchRequestInit) => {
        const host = new Headers(init?.headers).get("host");
        connected.push({
          at: input instanceof Request ? input.url : new URL(input).href,
          host,
          name: init?.tls?.serverName,
        });
        return answers.shift() ?? Response.error();
      },
      { preconnect: fetch.preconnect },
    );
    const network = spyOn(globalThis, "fetch").mockImplementation(answerNext);
    try {
      const own = { url: `https://api.twilio.com${path}`, messageSid };
      const body = await real.open(own, new AbortController().signal);
      expect(await new Response(body).text()).toBe("a photo");
    } finally {
      network.mockRestore();
    }
    expect(lookedUp).toEqual(["api.twilio.com", "mms.twiliocdn.com"]);
    expect(connected).toEqual([
      { at: `https://54.231.0.1${path}`, host: "api.twilio.com", name: "api.twilio.com" },
      { at: "https://[2600:9000::1]/a", host: "mms.twiliocdn.com", name: "mms.twiliocdn.com" },
    ]);
  });
});
