import { afterEach, describe, expect, test } from "bun:test";
import type { TwilioStandInOptions } from "../../src/simulator/twilio-stand-in.ts";
import { lastText } from "../turns.ts";
import { createPatientModel, startTwimlStage, type TwimlStage } from "./twiml-stage.ts";

let stage: TwimlStage;
afterEach(() => stage.bot.stop());

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
    stage = await startTwimlStage((request) => `Answer to ${lastText(request)}`, {
      twilio: { post: line.post },
    });
    line.isLost = true;
    await stage.write("one");
    line.isLost = false;
    await stage.bot.settle(29_000);
    expect(await stage.deliveries()).toEqual([{ body: "Answer to one", state: "sending" }]);
    await stage.bot.settle(1_000);
    expect(await stage.deliveries()).toEqual([{ body: "Answer to one", state: "pending" }]);
    expect(stage.calls("GET")).toBe(3);
    await stage.write("two");
    await stage.bot.settle();
    expect(stage.bot.sent()).toEqual(["Answer to one", "Answer to two"]);
    expect(stage.calls("POST")).toBe(0);
  });

  test("holds back later parts, so that answers arrive in order", async () => {
    const line = losing();
    stage = await startTwimlStage((request) => `Answer to ${lastText(request)}`, {
      twilio: { post: line.post },
    });
    line.isLost = true;
    await stage.write("one");
    line.isLost = false;
    await stage.bot.clock.advance(5_000);
    const second = stage.write("two");
    await stage.begun("two");
    await stage.bot.settle();
    // It was looked for at once, which proves nothing when it is missed.
    expect(stage.calls("GET")).toBe(1);
    await stage.bot.clock.advance(12_000);
    expect((await second).body).toBe("<Response/>");
    await stage.bot.settle(80_000);
    await stage.write("three");
    await stage.bot.settle();
    expect(stage.bot.sent()).toEqual(["one", "two", "three"].map((text) => `Answer to ${text}`));
  });

  test("that did arrive is found when nothing is reported, and the next answer need not wait", async () => {
    stage = await startTwimlStage((request) => `Answer to ${lastText(request)}`, {
      twilio: { callbacks: "none" },
    });
    await stage.write("one");
    await stage.bot.settle();
    expect(await stage.deliveries()).toMatchObject([{ state: "sending" }]);
    await stage.bot.clock.advance(5_000);
    await stage.write("two");
    expect(stage.bot.sent()).toEqual(["Answer to one", "Answer to two"]);
    await stage.bot.settle(80_000);
    expect(await stage.deliveries()).toMatchObject([{ state: "accepted" }, { state: "accepted" }]);
    expect(stage.bot.sent()).toHaveLength(2);
  });

  test("is neither lost nor doubled when the bot ends between its commit and its writing", async () => {
    const line = losing();
    stage = await startTwimlStage((request) => `Answer to ${lastText(request)}`, {
      twilio: { post: line.post },
    });
    line.isLost = true;
    await stage.write("one");
    line.isLost = false;
    await stage.bot.restart();
    await stage.bot.settle(80_000);
    await stage.write("two");
    await stage.bot.settle(80_000);
    expect(stage.bot.sent()).toEqual(["Answer to one", "Answer to two"]);
  });

  test("is not repeated for a second delivery of the same message", async () => {
    const model = createPatientModel();
    stage = await startTwimlStage(model.respond);
    const { sid } = await stage.writeInVain("one");
    model.answer("one", "First.");
    await stage.bot.settle();
    expect((await stage.bot.twilio.repeat(sid)).body).toBe("<Response/>");
    expect(await stage.deliveries()).toEqual([{ body: "First.", state: "pending" }]);
  });
});
