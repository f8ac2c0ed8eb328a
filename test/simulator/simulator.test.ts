import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { simulatorUploads } from "../../src/simulator/simulator.ts";
import type { SimulatorChange } from "../../src/simulator/wire.ts";
import { waitUntil } from "../wait-for.ts";
import { ADA, createSetup, type Setup } from "./setup.ts";

let setup: Setup;
beforeEach(() => {
  setup = createSetup();
});
afterEach(() => setup.stop());

describe("the page", () => {
  test("has a policy that allows nothing from elsewhere, and nothing inline", async () => {
    const response = await setup.ask("");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const html = await response.text();
    expect(html).not.toMatch(/<style|style=|onclick|<script(?![^>]* src=)/);
  });

  test("weighs less than 100 KB compressed, all files together", async () => {
    let weight = 0;
    for (const path of ["", "/phone.js", "/phone.css", "/icon.svg"]) {
      const response = await setup.ask(path);
      expect(response.status).toBe(200);
      weight += Bun.gzipSync(await response.arrayBuffer()).byteLength;
    }
    expect(weight).toBeLessThan(100_000);
  });

  test("receives the whole conversation when it opens again", async () => {
    await setup.say("Hello");
    await setup.botSends("Hello, *you*");
    await setup.twilio.settled();
    const { botName, model, people, messages } = await setup.state();
    expect({ botName, model, people: people.map(({ name }) => name) }).toEqual({
      botName: "The bot",
      model: {
        id: "offline",
        name: "offline",
        kind: "script",
        server: null,
        problem: null,
        offers: setup.models.state().offers,
      },
      people: ["Ada"],
    });
    expect(messages).toMatchObject([
      { body: "Hello", isFromBot: false, user: ADA, status: "delivered" },
      { body: "Hello, *you*", isFromBot: true, user: ADA, status: "delivered", nonce: "n1" },
    ]);
  });

  test("receives changes as they come, until the demo stops", async () => {
    const response = await setup.ask("/events");
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    await setup.say("Hello");
    await setup.post("/faults", { name: "429", isOn: true });
    setup.simulator.close();
    const events = (await response.text()).split("\n\n").filter((event) => event !== "");
    expect(events[0]).toStartWith("event: state\n");
    const changes = events
      .slice(1)
      .map((event): SimulatorChange => JSON.parse(event.split("data: ")[1] ?? ""));
    expect(changes[0]?.messages).toMatchObject([{ body: "Hello", status: "sent" }]);
    expect(changes.at(-1)).toEqual({ faults: ["429"] });
    expect((await setup.ask("/events")).status).toBe(503);
  });
});

describe("a phone", () => {
  test("shows one tick, two, and two bright ones as Twilio and the bot take a message on", async () => {
    await setup.say("Hello");
    const [message] = setup.twilio.journal.inbound;
    const status = async () => (await setup.state()).messages[0]?.status;
    expect(await status()).toBe("delivered");
    await setup.botTypes(message?.sid ?? "");
    expect(await status()).toBe("read");
    expect(Object.keys((await setup.state()).typing)).toEqual([ADA]);
    await setup.botSends("Hello");
    expect((await setup.state()).typing).toEqual({});
  });

  test("shows that the bot did not accept a message", async () => {
    setup.botAnswers(503);
    await setup.say("Hello");
    const [message] = (await setup.state()).messages;
    expect(message).toMatchObject({ status: "failed" });
    expect(message?.fault).toContain("The bot answered 503");
  });

  test("reports what it showed as read, once", async () => {
    await setup.botSends("Hello");
    await setup.twilio.settled();
    const sid = setup.twilio.journal.messages[0]?.sid;
    expect((await setup.told(() => setup.post("/read", { sid }))).status).toBe(204);
    expect((await setup.post("/read", { sid })).status).toBe(204);
    const reads = setup.twilio.journal.webhooks.filter(
      ({ params }) => params["MessageStatus"] === "read",
    );
    expect(reads).toHaveLength(1);
    expect((await setup.state()).messages[0]?.status).toBe("read");
  });

  test("sends what it quotes, where it is, and delivers again on demand", async () => {
    await setup.say("First");
    const first = setup.twilio.journal.inbound[0]?.sid ?? "";
    await setup.say("Second", first);
    const place = { latitude: 52.5, longitude: 13.4, label: "Gate" };
    await setup.told(() =>
      setup.post("/messages", { user: ADA, body: "", quotedSid: null, place }),
    );
    const { messages } = await setup.state();
    expect(messages[1]?.quotedSid).toBe(first);
    expect(messages[2]?.place).toEqual(place);
    await setup.told(() => setup.post("/repeat", { sid: first }));
    expect(setup.twilio.journal.webhooks.filter(({ sid }) => sid === first)).toHaveLength(2);
    expect(setup.twilio.journal.inbound).toHaveLength(3);
  });

  test("sends files of any size that Twilio takes, and none that it does not", async () => {
    expect((await setup.upload(1_000_000, "image/png", "Look")).status).toBe(204);
    expect((await setup.upload(simulatorUploads.maxBytes + 1, "image/png")).status).toBe(413);
    const { messages } = await setup.state();
    expect(messages).toMatchObject([{ body: "Look", attachment: { contentType: "image/png" } }]);
    const shown = await setup.ask(messages[0]?.attachment?.url.replace("/simulator", "") ?? "");
    expect(shown.headers.get("content-type")).toBe("image/png");
    expect((await shown.bytes()).byteLength).toBe(1_000_000);
  });

  test.each(["text/html", "image/svg+xml", "application/pdf", "text/javascript"])(
    "never shows %s as a page of its own",
    async (contentType) => {
      await setup.upload(10, contentType);
      const url = (await setup.state()).messages[0]?.attachment?.url ?? "";
      const shown = await setup.ask(url.replace("/simulator", ""));
      expect(shown.headers.get("content-type")).toBe("application/octet-stream");
      expect(shown.headers.get("content-disposition")).toBe("attachment");
      expect(shown.headers.get("content-security-policy")).toContain("sandbox");
    },
  );

  test.each([
    ["/messages", { user: "whatsapp:+1", body: "x", quotedSid: null, place: null }, 404],
    ["/messages", { user: ADA, body: "x".repeat(1601), quotedSid: null, place: null }, 400],
    ["/messages", { user: ADA }, 400],
    ["/read", { sid: "SM0" }, 404],
    ["/repeat", { sid: "SM0" }, 404],
    ["/tap", { user: ADA, sid: "SM0", id: "say:/more" }, 404],
    ["/faults", { name: "flood", isOn: true }, 404],
  ])("%s refuses %j", async (path, body, status) => {
    expect((await setup.post(path, body)).status).toBe(status);
  });
});

describe("behind a phone", () => {
  test("is every webhook with its signature, and every call with its outcome", async () => {
    await setup.post("/faults", { name: "63016", isOn: true });
    await setup.say("Hello");
    await setup.botSends("Too late");
    const { exchanges, faults } = await setup.state();
    expect(faults).toEqual([]);
    expect(exchanges).toMatchObject([
      { kind: "webhook", user: ADA, about: setup.twilio.journal.inbound[0]?.sid, status: 200 },
      { kind: "call", user: ADA, about: "n1", status: 400, fault: "63016" },
    ]);
    expect(exchanges[0]?.signature).toMatch(/^[\w+/]{27}=$/);
    expect(exchanges[0]?.params["Body"]).toBe("Hello");
    expect(exchanges[1]?.answer).toContain("63016");
  });

  test("is a refused send as a separate bubble, with the meaning of its code", async () => {
    await setup.say("Hello");
    const [message] = setup.twilio.journal.inbound;
    await setup.botTypes(message?.sid ?? "");
    await setup.post("/faults", { name: "63016", isOn: true });
    await setup.botSends("Too late");
    const { messages, exchanges, typing } = await setup.state();
    const meaning = "More than 24 hours have passed since the user wrote";
    expect(messages[1]).toMatchObject({ isFromBot: true, body: "Too late", status: "failed" });
    expect(messages[1]?.fault).toStartWith(`Not sent. 63016: ${meaning}`);
    const own = exchanges.filter(({ about }) => about === messages[1]?.nonce);
    expect(own).toMatchObject([{ status: 400, fault: "63016" }]);
    expect(own[0]?.explanation).toStartWith(meaning);
    expect(typing).toEqual({});
  });

  test("is no bubble for a send that the bot repeats, but a note that it does", async () => {
    await setup.post("/faults", { name: "429", isOn: true });
    await setup.botSends("Again");
    const { messages, exchanges } = await setup.state();
    expect(messages).toEqual([]);
    expect(exchanges[0]?.explanation).toContain("sends it again");
  });

  test("are the exchanges in the order in which they began", async () => {
    await setup.say("Hello");
    await setup.botSends("Hello");
    const sid = setup.twilio.journal.messages[0]?.sid;
    await setup.post("/read", { sid });
    await waitUntil("the message to be reported as read", () =>
      setup.twilio.journal.webhooks.some(({ params }) => params["MessageStatus"] === "read"),
    );
    await setup.say("And you?");
    const { exchanges } = await setup.state();
    const titles = exchanges.toSorted((a, b) => a.id - b.id).map(({ title }) => title);
    expect(titles).toEqual([
      "Webhook: a message",
      "Sends a message",
      "Report: queued",
      "Report: sent",
      "Report: delivered",
      "Report: read",
      "Webhook: a message",
    ]);
  });

  test("a fault that is called off does not come", async () => {
    await setup.post("/faults", { name: "500", isOn: true });
    await setup.post("/faults", { name: "500", isOn: true });
    expect((await setup.state()).faults).toEqual(["500"]);
    await setup.post("/faults", { name: "500", isOn: false });
    expect((await setup.botSends("Hello")).status).toBe(201);
  });
});
