import { afterEach, describe, expect, test } from "bun:test";
import type { TwilioStandInOptions } from "../../src/simulator/twilio-stand-in.ts";
import { lastText } from "../turns.ts";
import { createPatientModel, setUpTwiml, type TwimlSetup } from "./twiml-setup.ts";

let setup: TwimlSetup;
afterEach(() => setup.bot.stop());

describe("a response that may be lost", () => {
  /** Loses the response to the next message on its way to Twilio. */
  function losing(): { isLost: boolean; post: NonNullable<TwilioStandInOptions["post"]> } {
    const line = {
      isLost: false,
      post: async (request: Request) => {
        const isLost = line.isLost && !request.url.includes("/status");
        const response = await fetch(request);
        if (!isLost) return response;
        await response.text();
        throw new Error("the line broke");
      },
    };
    return line;
  }

  test("is looked up in Twilio's list, and its parts come first in the next response", async () => {
    const line = losing();
    setup = await setUpTwiml((request) => `Answer to ${lastText(request)}`, {
      twilio: { post: line.post },
    });
    line.isLost = true;
    await setup.write("one");
    line.isLost = false;
    await setup.bot.settle(29_000);
    expect(await setup.deliveries()).toEqual([{ body: "Answer to one", state: "sending" }]);
    await setup.bot.settle(1_000);
    expect(await setup.deliveries()).toEqual([{ body: "Answer to one", state: "pending" }]);
    expect(setup.calls("GET")).toBe(3);
    await setup.write("two");
    await setup.bot.settle();
    expect(setup.bot.sent()).toEqual(["Answer to one", "Answer to two"]);
    expect(setup.calls("POST")).toBe(0);
  });

  test("holds back later parts, so that answers arrive in order", async () => {
    const line = losing();
    setup = await setUpTwiml((request) => `Answer to ${lastText(request)}`, {
      twilio: { post: line.post },
    });
    line.isLost = true;
    await setup.write("one");
    line.isLost = false;
    await setup.bot.clock.advance(5_000);
    const second = setup.write("two");
    await setup.begun("two");
    await setup.bot.settle();
    // It was looked for at once, which proves nothing when it is missed.
    expect(setup.calls("GET")).toBe(1);
    await setup.bot.clock.advance(12_000);
    expect((await second).body).toBe("<Response/>");
    await setup.bot.settle(80_000);
    await setup.write("three");
    await setup.bot.settle();
    expect(setup.bot.sent()).toEqual(["one", "two", "three"].map((text) => `Answer to ${text}`));
  });

  test("that did arrive is found when nothing is reported, and the next answer need not wait", async () => {
    setup = await setUpTwiml((request) => `Answer to ${lastText(request)}`, {
      twilio: { callbacks: "none" },
    });
    await setup.write("one");
    await setup.bot.settle();
    expect(await setup.deliveries()).toMatchObject([{ state: "sending" }]);
    await setup.bot.clock.advance(5_000);
    await setup.write("two");
    expect(setup.bot.sent()).toEqual(["Answer to one", "Answer to two"]);
    await setup.bot.settle(80_000);
    expect(await setup.deliveries()).toMatchObject([{ state: "accepted" }, { state: "accepted" }]);
    expect(setup.bot.sent()).toHaveLength(2);
  });

  test("is neither lost nor doubled when the bot ends between its commit and its writing", async () => {
    const line = losing();
    setup = await setUpTwiml((request) => `Answer to ${lastText(request)}`, {
      twilio: { post: line.post },
    });
    line.isLost = true;
    await setup.write("one");
    line.isLost = false;
    await setup.bot.restart();
    await setup.bot.settle(80_000);
    await setup.write("two");
    await setup.bot.settle(80_000);
    expect(setup.bot.sent()).toEqual(["Answer to one", "Answer to two"]);
  });

  test("is not repeated for a second delivery of the same message", async () => {
    const model = createPatientModel();
    setup = await setUpTwiml(model.respond);
    const { sid } = await setup.writeInVain("one");
    model.answer("one", "First.");
    await setup.bot.settle();
    expect((await setup.bot.twilio.repeat(sid)).body).toBe("<Response/>");
    expect(await setup.deliveries()).toEqual([{ body: "First.", state: "pending" }]);
  });
});
