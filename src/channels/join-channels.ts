import { PermanentError } from "../core/errors.ts";
import type { Correspondence, Inbox, MediaSource, Messenger } from "../core/ports.ts";
import type { Channel, InboundHandlers, Routes } from "./channel.ts";

/** The channels that are open, as one: each call goes where its user or its message belongs. */
export interface Channels {
  /** The webhooks of them all. A message whose id could be another channel's is a bug, and not taken. */
  routes(inbound: InboundHandlers): readonly Routes[];
  /** Those lists of what was sent to us that are kept. */
  readonly inboxes: readonly Inbox[];
  /**
   * Sends and looks up on the channel of the part's user: of those to their messenger the one whose
   * address they wrote to, or the first. `PermanentError` when none leads there.
   */
  readonly messenger: Messenger;
  /** Attachments, each from the channel that its message came through. */
  readonly media: MediaSource;
  /** The channel that a message came through. Throws `PermanentError` when it is not enabled. */
  ofMessage(id: string | null): Channel;
  /** The name of the channel whose form a message's id has; null where none that is open has it. */
  nameOf(id: string): string | null;
}

/** Brings together the channels that are open. */
export function joinChannels(all: readonly Channel[]): Channels {
  function ofMessage(id: string | null): Channel {
    const channel = all.find(({ messageIds }) => id !== null && messageIds.test(id));
    return found(channel, "brought this message");
  }
  function ofUser({ to, from }: Correspondence): Channel {
    const there = all.filter(({ scheme }) => to.startsWith(`${scheme}:`));
    return found(there.find(({ address }) => address === from) ?? there[0], "leads to this user");
  }
  // Not as async functions: each of those is one more frame in every stack that is logged.
  return {
    routes: (inbound) =>
      all.flatMap((channel) => channel.routes(withOwnIds(channel, inbound)) ?? []),
    inboxes: all.flatMap(({ inbox }) => inbox ?? []),
    ofMessage,
    nameOf: (id) => all.find(({ messageIds }) => messageIds.test(id))?.name ?? null,
    messenger: {
      send: (part) => Promise.try(() => ofUser(part).messenger.send(part)),
      listSentTo: (user) => Promise.try(() => ofUser(user).messenger.listSentTo(user)),
      showTyping: (messageId) =>
        Promise.try(() => {
          const { capabilities, messenger } = ofMessage(messageId);
          return capabilities.typing ? messenger.showTyping(messageId) : undefined;
        }),
    },
    media: {
      open: (media, signal) =>
        Promise.try(() => ofMessage(media.messageSid).media.open(media, signal)),
      remove: (media) => Promise.try(() => ofMessage(media.messageSid).media.remove(media)),
    },
  };
}

/** A second message with the same id is dropped: one whose id is not of its channel's form could be. */
function withOwnIds({ name, messageIds }: Channel, inbound: InboundHandlers): InboundHandlers {
  return {
    ...inbound,
    receive: (message, caller) => {
      if (messageIds.test(message.sid)) return inbound.receive(message, caller);
      throw new Error(`${name} gave a message an id that is not of its form`);
    },
  };
}

/** A channel that was open when the message came may be disabled by now. */
function found(channel: Channel | undefined, which: string): Channel {
  if (channel !== undefined) return channel;
  throw new PermanentError(`No channel that is enabled ${which}.`, { code: "no-channel" });
}
