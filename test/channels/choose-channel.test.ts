import { describe, expect, test } from "bun:test";
import type { Channel } from "../../src/channels/channel.ts";
import { createChannels } from "../../src/channels/choose-channel.ts";
import { PermanentError } from "../../src/core/errors.ts";

const US = "whatsapp:+14155238886";
const ALSO_US = "whatsapp:+4930123456";

/** A channel that notes what is asked of it. */
function imaginary(name: string, facts: Partial<Channel> & { readonly address?: string } = {}) {
  const calls: string[] = [];
  const { address = US, ...rest } = facts;
  const channel: Channel = {
    name,
    scheme: "whatsapp",
    capabilities: {
      maxTextLength: 4_096,
      typing: true,
      media: "uploaded",
      captions: true,
      buttons: 3,
      voiceNotes: true,
      reports: true,
      window: "24h",
    },
    messageIds: new RegExp(`^${name}:`),
    messenger: {
      address,
      send: async () => ({ sid: `${name}:1` }),
      listSentTo: async () => ({ messages: [], clockOffsetMs: 0 }),
      showTyping: async (id) => void calls.push(`typing ${id}`),
    },
    media: {
      open: async () => new Blob([name]).stream(),
      remove: async ({ url }) => void calls.push(`remove ${url}`),
    },
    isMediaRemoved: false,
    inbox: null,
    routes: () => null,
    ...rest,
  };
  return Object.assign(channel, { calls });
}

describe("a user is answered", () => {
  const one = imaginary("one");
  const two = imaginary("two", { address: ALSO_US });
  const three = imaginary("three", { scheme: "telegram", address: "telegram:bot" });
  const channels = createChannels([one, two, three]);

  test("by the messenger that their address names", () => {
    expect(channels.ofUser({ to: "telegram:42", from: null }).name).toBe("three");
    expect(() => channels.ofUser({ to: "signal:+491", from: null })).toThrow(PermanentError);
  });

  test("from the address of ours that they wrote to, where several lead to them", () => {
    expect(channels.ofUser({ to: "whatsapp:+491", from: ALSO_US }).name).toBe("two");
    expect(channels.ofUser({ to: "whatsapp:+491", from: US }).name).toBe("one");
    // The number was changed since they wrote, or they never did.
    expect(channels.ofUser({ to: "whatsapp:+491", from: "whatsapp:+1" }).name).toBe("one");
    expect(channels.ofUser({ to: "whatsapp:+491", from: null }).name).toBe("one");
  });
});

describe("a message's id tells where it came from", () => {
  const one = imaginary("one");
  const two = imaginary("two");
  const channels = createChannels([one, two]);
  const { signal } = new AbortController();

  test("so that its attachments are fetched and removed there", async () => {
    const media = { url: "m", messageSid: "two:7" };
    expect(await new Response(await channels.media.open(media, signal)).text()).toBe("two");
    await channels.media.remove(media);
    expect([one.calls, two.calls]).toEqual([[], ["remove m"]]);
  });

  test("and its sender sees there that an answer is being written, where that can be shown", async () => {
    const silent = imaginary("silent", { capabilities: { ...one.capabilities, typing: false } });
    const all = createChannels([one, silent]);
    await all.showTyping("one:7");
    await all.showTyping("silent:7");
    expect([one.calls, silent.calls]).toEqual([["typing one:7"], []]);
  });

  test("and one of a channel that is disabled by now is refused, not taken to another", async () => {
    const gone = { url: "m", messageSid: "three:7" };
    expect(await channels.media.open(gone, signal).catch(String)).toContain("No channel");
    expect(() => channels.ofMessage("three:7")).toThrow(PermanentError);
    expect(() => channels.ofMessage(null)).toThrow(PermanentError);
  });
});
