import { afterEach, describe, expect, test } from "bun:test";
import { TERMINAL } from "../../src/store/admin-access.ts";
import { type ReplyPart, textPart } from "../../src/core/reply-part.ts";
import { answerWith } from "../answer-with.ts";
import { ADA, PUBLIC_URL, startTestApp, type TestApp } from "../harness.ts";
import { pictured } from "../outgoing-file.ts";
import { anAnswer } from "../replies.ts";

let bot: TestApp;
afterEach(() => bot.stop());

async function start(
  parts: readonly ReplyPart[],
  {
    twilio,
    settings,
  }: Pick<NonNullable<Parameters<typeof startTestApp>[0]>, "twilio" | "settings"> = {},
): Promise<void> {
  bot = await startTestApp({
    around: answerWith(() => parts),
    model: () => ({
      name: "a-model",
      capabilities: { vision: true, files: true },
      respond: async () => anAnswer("Here you are."),
    }),
    ...(twilio && { twilio }),
    ...(settings && { settings }),
  });
}

const ask = () => bot.twilio.sendText({ from: ADA, body: "Draw me a cat" });
const deliveries = () =>
  bot.rows("SELECT kind, body, state, sid FROM deliveries ORDER BY message_id, part");

/**
 * Returns the messages that reached the phone, oldest first: texts, and for a file the byte that
 * identifies it.
 */
const arrived = () =>
  bot.twilio.journal.messages
    .filter(({ status }) => status === "delivered")
    .map(({ sid, body, attached: [file] }) => {
      if (file === undefined) return body;
      const bytes = bot.twilio.findMedia(sid, file.sid)?.bytes ?? [];
      return `${file.contentType} ${[...bytes].at(-1)} ${body}`.trim();
    });

const fetchFile = (url: string, init: RequestInit = {}) =>
  fetch(url.replace(PUBLIC_URL, bot.origin), init);

describe("a reply of texts and files", () => {
  test("arrives in order, each file as it was made, its caption with it", async () => {
    await start([textPart("Two cats:"), pictured("The first.", 1), pictured(null, 2)]);
    await ask();
    await bot.settle(10_000);
    expect(arrived()).toEqual(["Two cats:", "image/png 1 The first.", "image/png 2"]);
    expect(await deliveries()).toMatchObject([
      { kind: "text", state: "delivered" },
      { kind: "media", body: "The first.", state: "delivered" },
      { kind: "media", body: "", state: "delivered" },
    ]);
  });

  test("is shown to the operator by kind, without its content", async () => {
    await start([pictured("The first.", 1)]);
    await ask();
    await bot.settle(10_000);
    const admin = await bot.openAdminStore();
    const [user] = await admin.users();
    const said = await admin.conversation(user?.id ?? 0, 10);
    expect(said.map(({ text }) => text)).toEqual([
      "Draw me a cat",
      "Here you are.\n\n[picture] The first.",
    ]);
    expect((await admin.timelineOf("1"))?.parts).toMatchObject([{ file: "image/png", length: 10 }]);
    await admin.close();
  });

  test("whose file cannot be fetched is sent again, as Twilio's report asks", async () => {
    let isDown = true;
    await start([pictured(null, 1)], {
      twilio: {
        post: async (request) =>
          isDown && request.method === "GET"
            ? new Response("down", { status: 502 })
            : fetch(request),
      },
    });
    await ask();
    await bot.settle();
    expect(arrived()).toEqual([]);
    isDown = false;
    await bot.settle(20_000);
    expect(arrived()).toEqual(["image/png 1"]);
    expect(await deliveries()).toMatchObject([{ state: "delivered" }]);
    const [first, ...others] = bot.twilio.journal.messages.map(
      ({ mediaUrls }) => mediaUrls[0] ?? "",
    );
    expect(others).not.toBeEmpty();
    expect(others).not.toContain(first);
    expect((await fetchFile(first ?? "")).status).toBe(404);
  });

  test("sends the words of a picture without it when Twilio can never fetch the file", async () => {
    await start([pictured("The first.", 1), textPart("Another?")], {
      twilio: {
        post: async (request) =>
          request.method === "GET" ? new Response("down", { status: 502 }) : fetch(request),
      },
    });
    await ask();
    await bot.settle(120_000);
    expect(arrived()).toEqual(["The first.", "Another?"]);
  });

  test("whose file can never be fetched is given up after three more tries, and not tried again once it is gone", async () => {
    await start([pictured(null, 1)], {
      twilio: {
        post: async (request) =>
          request.method === "GET" ? new Response("down", { status: 502 }) : fetch(request),
      },
    });
    await ask();
    await bot.settle(120_000);
    expect(bot.twilio.journal.messages).toHaveLength(4);
    expect(await deliveries()).toMatchObject([{ state: "failed" }]);
    bot.clock.jump(4 * 24 * 60 * 60_000);
    await bot.app.maintain();
    const admin = await bot.openAdminStore();
    expect(await admin.retry(1, TERMINAL)).toEqual({ outcome: "nothing-to-retry" });
    await admin.close();
  });
});

describe("two pictures without a caption, of which something is in doubt", () => {
  const PICTURES = [pictured(null, 1), pictured(null, 2)];

  test("each arrives once when Twilio took the first and its answer was lost", async () => {
    await start(PICTURES);
    bot.twilio.faults.next({ on: "create", kind: "lost-response" });
    await ask();
    await bot.settle(60_000);
    expect(arrived()).toEqual(["image/png 1", "image/png 2"]);
    const sids = bot.twilio.journal.messages.map(({ sid }) => sid);
    expect((await deliveries()).map(({ sid }) => sid)).toEqual(sids);
  });

  test("each arrives once when nothing is reported either", async () => {
    await start(PICTURES, { twilio: { callbacks: "none" } });
    bot.twilio.faults.next({ on: "create", kind: "lost-response", times: 2 });
    await ask();
    await bot.settle(120_000);
    expect(bot.twilio.journal.messages.map(({ attached }) => attached.length)).toEqual([1, 1]);
    const sids = bot.twilio.journal.messages.map(({ sid }) => sid);
    expect(await deliveries()).toMatchObject(sids.map((sid) => ({ state: "accepted", sid })));
  });

  test("the first is sent again when Twilio never had it, and the second follows", async () => {
    await start(PICTURES, { twilio: { callbacks: "none" } });
    bot.twilio.faults.next({ on: "create", kind: "refused" });
    await ask();
    await bot.settle(120_000);
    const shown = bot.twilio.journal.messages.map(({ sid, attached: [file] }) =>
      [...(bot.twilio.findMedia(sid, file?.sid ?? "")?.bytes ?? [])].at(-1),
    );
    expect(shown).toEqual([1, 2]);
    expect(await deliveries()).toMatchObject([{ state: "accepted" }, { state: "accepted" }]);
  });

  test("of one response the second is not taken for the first, which never left", async () => {
    await start(PICTURES, {
      settings: { REPLY_MODE: "twiml" },
      twilio: {
        isTrial: true,
        callbacks: "none",
        post: async (request) => {
          const response = await fetch(request);
          if (request.method === "GET") return response;
          const text = await response.text();
          const { status, headers } = response;
          return new Response(text.replace(/<Message.*?<\/Message>/, ""), { status, headers });
        },
      },
    });
    await ask();
    await bot.settle(29_000);
    const [sent, ...others] = bot.twilio.journal.messages;
    expect(others).toEqual([]);
    expect(await deliveries()).toMatchObject([
      { state: "sending", sid: null },
      { state: "accepted", sid: sent?.sid },
    ]);
    await bot.settle(10_000);
    expect(await deliveries()).toMatchObject([{ state: "pending" }, { state: "accepted" }]);
  });
});
