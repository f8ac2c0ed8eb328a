import { describe, expect, test } from "bun:test";
import { Elysia } from "elysia";
import { textPart } from "../../src/core/reply-part.ts";
import type { Channel, InboundHandlers } from "../../src/channels/channel.ts";
import { joinChannels } from "../../src/channels/join-channels.ts";
import { PermanentError } from "../../src/core/errors.ts";
import { aMessage } from "../messages.ts";
import { aFile } from "../outgoing-file.ts";

const US = "whatsapp:+14155238886";
const ALSO_US = "whatsapp:+4930123456";

/** A channel that notes what is asked of it. */
function imaginary(name: string, facts: Partial<Channel> = {}) {
  const calls: string[] = [];
  const channel: Channel = {
    name,
    scheme: "whatsapp",
    address: US,
    capabilities: {
      maxTextLength: 4_096,
      typing: true,
      media: "uploaded",
      documents: [],
      recordings: [],
      maxFileSize: 1_000_000,
      maxPictureSize: 5_000_000,
      captions: ["image"],
      maxCaptionLength: 1_024,
      buttons: 3,
      voiceNotes: true,
      reportWait: null,
      window: "24h",
      reminderTemplate: false,
      messagesPerSecond: 80,
    },
    messageIds: new RegExp(`^${name}:`),
    messenger: {
      send: async () => ({ sid: `${name}:1` }),
      listSentTo: async ({ to }) => {
        calls.push(`list ${to}`);
        return { messages: [], clockOffsetMs: 0 };
      },
      showTyping: async (id) => void calls.push(`typing ${id}`),
    },
    bodyLimits: {},
    media: {
      open: async () => new Blob([name]).stream(),
      remove: async ({ url }) => void calls.push(`remove ${url}`),
    },
    isMediaRemoved: false,
    inbox: null,
    poller: null,
    pace: null,
    prices: null,
    format: (markdown) => markdown,
    routes: () => null,
    ...facts,
  };
  return Object.assign(channel, { calls });
}

describe("a user is answered", () => {
  const one = imaginary("one");
  const two = imaginary("two", { address: ALSO_US });
  const three = imaginary("three", { scheme: "telegram", address: "telegram:bot" });
  const { messenger } = joinChannels([one, two, three]);
  const sent = async (to: string, from: string | null) => {
    const { sid } = await messenger.send({ to, from, content: textPart("Hi"), nonce: "n" });
    return sid;
  };

  test("by the messenger that their address names", async () => {
    expect(await sent("telegram:42", null)).toBe("three:1");
    expect(await sent("signal:+491", null).catch((error: unknown) => error)).toBeInstanceOf(
      PermanentError,
    );
  });

  test("with a file only where their channel can send one", async () => {
    const content = { kind: "media", file: aFile("a-token"), caption: "A cat." } as const;
    const part = { from: null, content, nonce: "n" };
    const mute = imaginary("mute", {
      scheme: "mute",
      capabilities: { ...one.capabilities, media: null },
    });
    const joined = joinChannels([one, mute]).messenger;
    expect(await joined.send({ ...part, to: "whatsapp:+491" })).toEqual({ sid: "one:1" });
    const error = await joined.send({ ...part, to: "mute:1" }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ code: "no-files", message: "mute sends no files." });
  });

  test("from our address that they wrote to, if several can reach them", async () => {
    expect(await sent("whatsapp:+491", ALSO_US)).toBe("two:1");
    expect(await sent("whatsapp:+491", US)).toBe("one:1");
    // The number was changed since they wrote, or they never did.
    expect(await sent("whatsapp:+491", "whatsapp:+1")).toBe("one:1");
    expect(await sent("whatsapp:+491", null)).toBe("one:1");
  });

  test("and an uncertain answer is looked up where it was sent", async () => {
    await messenger.listSentTo({ to: "whatsapp:+491", from: ALSO_US });
    expect([one.calls, two.calls]).toEqual([[], ["list whatsapp:+491"]]);
  });
});

describe("a message's id identifies its channel", () => {
  const one = imaginary("one");
  const two = imaginary("two");
  const channels = joinChannels([one, two]);
  const { signal } = new AbortController();

  test("so that its attachments are fetched and removed there", async () => {
    const media = { url: "m", messageSid: "two:7" };
    expect(await new Response(await channels.media.open(media, signal)).text()).toBe("two");
    await channels.media.remove(media);
    expect([one.calls, two.calls]).toEqual([[], ["remove m"]]);
  });

  test("and its sender sees there that an answer is being written, if the channel can show it", async () => {
    const silent = imaginary("silent", { capabilities: { ...one.capabilities, typing: false } });
    const all = joinChannels([one, silent]);
    await all.messenger.showTyping("one:7");
    await all.messenger.showTyping("silent:7");
    expect([one.calls, silent.calls]).toEqual([["typing one:7"], []]);
  });

  test("so that equal ids of two channels are two messages, and an id without a channel's mark is rejected", async () => {
    const taken: string[] = [];
    const bird = (name: string, sid: string) =>
      imaginary(name, {
        routes: ({ receive }) =>
          new Elysia().get(`/${name}`, async ({ request: { signal: gone } }) => {
            const { outcome } = await receive(aMessage({ sid }), { arrivedAt: 0, signal: gone });
            return outcome;
          }),
      });
    const all = joinChannels([bird("three", "three:7"), bird("four", "four:7"), bird("five", "7")]);
    const server = new Elysia();
    const inbound: InboundHandlers = {
      receive: async ({ sid }) => {
        taken.push(sid);
        return { outcome: "queued" };
      },
      recordStatus: async () => {},
      moveUser: async () => {},
      onResult: () => {},
    };
    for (const routes of all.routes(inbound)) server.use(routes);
    const statuses: number[] = [];
    for (const name of ["three", "four", "five"]) {
      const answer = await server.handle(new Request(`http://localhost/${name}`));
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([200, 200, 500]);
    expect(taken).toEqual(["three:7", "four:7"]);
  });

  test("and a message of a disabled channel is refused, not given to another", async () => {
    const gone = { url: "m", messageSid: "three:7" };
    expect(await channels.media.open(gone, signal).catch(String)).toContain("No enabled channel");
    expect(() => channels.ofMessage("three:7")).toThrow(PermanentError);
    expect(() => channels.ofMessage(null)).toThrow(PermanentError);
  });
});
