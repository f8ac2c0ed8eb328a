import { PermanentError } from "../core/errors.ts";
import type { MediaSource } from "../core/ports.ts";
import type { Channel } from "./channel.ts";

/** Where a user is answered, and the address of ours that they wrote to. */
interface Correspondence {
  readonly to: string;
  readonly from: string | null;
}

/** The channels that are open, each found by whom or what a call is about. */
export interface Channels {
  readonly all: readonly Channel[];
  /**
   * The channel on which a user is answered: of those to their messenger the one whose address they
   * wrote to, or the first. Throws `PermanentError` when none leads there.
   */
  ofUser(user: Correspondence): Channel;
  /** The channel that a message came through. Throws `PermanentError` when it is not enabled. */
  ofMessage(id: string | null): Channel;
  /** Attachments, each from the channel that its message came through. */
  readonly media: MediaSource;
  /** Shows that an answer to this inbound message is being written, where that can be shown. */
  showTyping(messageId: string): Promise<void>;
}

/** Brings together the channels that are open. */
export function createChannels(all: readonly Channel[]): Channels {
  const ofMessage = (id: string | null) => {
    const channel = all.find(({ messageIds }) => id !== null && messageIds.test(id));
    return found(channel, "brought this message");
  };
  return {
    all,
    ofUser: ({ to, from }) => {
      const there = all.filter(({ scheme }) => to.startsWith(`${scheme}:`));
      const own = there.find(({ messenger }) => messenger.address === from);
      return found(own ?? there[0], "leads to this user");
    },
    ofMessage,
    media: {
      open: async (media, signal) => ofMessage(media.messageSid).media.open(media, signal),
      remove: async (media) => ofMessage(media.messageSid).media.remove(media),
    },
    showTyping: async (messageId) => {
      const { capabilities, messenger } = ofMessage(messageId);
      if (capabilities.typing) await messenger.showTyping(messageId);
    },
  };
}

/** A channel that was open when the message came may be disabled by now. */
function found(channel: Channel | undefined, which: string): Channel {
  if (channel !== undefined) return channel;
  throw new PermanentError(`No channel that is enabled ${which}.`, { code: "no-channel" });
}
