import type { ChoiceTemplate } from "../core/choices.ts";
import { PermanentError } from "../core/errors.ts";
import type { PriceSource } from "../core/message-prices.ts";
import type { Correspondence, Inbox, MediaSource, Messenger, OutboundPart } from "../core/ports.ts";
import type { Poller } from "../core/poller.ts";
import { withoutButtons } from "../core/reply-part.ts";
import type { Channel, InboundHandlers, Routes } from "./channel.ts";

/** The open channels as one: each call goes to the channel of its user or message. */
export interface Channels {
  /** The open channels themselves. */
  readonly all: readonly Channel[];
  /**
   * Returns the webhooks of all channels. A message id in another channel's form is a bug, and the
   * message is rejected.
   */
  routes(inbound: InboundHandlers): readonly Routes[];
  /** The largest body of each path that takes more than usual, in bytes. */
  readonly bodyLimits: Readonly<Record<string, number>>;
  /** The lists of messages to us, of the channels that keep one. */
  readonly inboxes: readonly Inbox[];
  /** The sources of messages that are polled. */
  readonly pollers: readonly Poller[];
  /** The sources of actual prices, by channel; only of channels that have one. */
  readonly prices: ReadonlyMap<string, PriceSource>;
  /**
   * Sends and looks up on the channel of the part's user: the one whose address the user wrote to,
   * or the first one to the same messenger. Throws `PermanentError` if there is none.
   */
  readonly messenger: Messenger;
  /**
   * Returns the template that a part needs on the channel of its user; null if it needs none. Throws
   * `PermanentError` if there is no such channel.
   */
  templateFor(part: OutboundPart): ChoiceTemplate | null;
  /** The attachments, each from the channel of its message. */
  readonly media: MediaSource;
  /**
   * Returns the channel that a message came through. Throws `PermanentError` if it is not enabled.
   */
  ofMessage(id: string | null): Channel;
  /**
   * Returns the channel that leads to a user. Throws `PermanentError` if it is not enabled.
   */
  ofUser(user: Correspondence): Channel;
  /** True if files can be sent through any of them. */
  readonly acceptFiles: boolean;
  /** The number of messages that the slowest of them accepts in a second. */
  readonly messagesPerSecond: number;
  /** The name of the channel whose form a message's id has; null if none that is open has it. */
  nameOf(id: string): string | null;
}

/** Joins the open channels. */
export function joinChannels(all: readonly Channel[]): Channels {
  function ofMessage(id: string | null): Channel {
    const channel = all.find(({ messageIds }) => id !== null && messageIds.test(id));
    return found(channel, "received this message");
  }
  function ofUser({ to, from }: Correspondence): Channel {
    const there = all.filter(({ scheme }) => to.startsWith(`${scheme}:`));
    return found(there.find(({ address }) => address === from) ?? there[0], "leads to this user");
  }
  // Not async functions: each would add a frame to every logged stack.
  return {
    all,
    routes: (inbound) =>
      all.flatMap((channel) => channel.routes(withOwnIds(channel, inbound)) ?? []),
    bodyLimits: Object.fromEntries(all.flatMap(({ bodyLimits }) => Object.entries(bodyLimits))),
    inboxes: all.flatMap(({ inbox }) => inbox ?? []),
    pollers: all.flatMap(({ poller }) => poller ?? []),
    prices: new Map(all.flatMap(({ name, prices }) => (prices === null ? [] : [[name, prices]]))),
    ofMessage,
    ofUser,
    acceptFiles: all.some(({ capabilities }) => capabilities.media !== null),
    messagesPerSecond: Math.min(...all.map(({ capabilities }) => capabilities.messagesPerSecond)),
    nameOf: (id) => all.find(({ messageIds }) => messageIds.test(id))?.name ?? null,
    templateFor: (part) => {
      const channel = ofUser(part);
      return channel.capabilities.buttons === 0 ? null : (channel.templateFor?.(part) ?? null);
    },
    messenger: {
      send: (part, files) =>
        Promise.try(() => {
          const { name, capabilities, messenger } = ofUser(part);
          const { content } = part;
          if (content.kind === "choices" && content.choices.length > capabilities.buttons)
            return messenger.send({ ...part, content: withoutButtons(content) }, files);
          if (content.kind !== "media" || capabilities.media !== null)
            return messenger.send(part, files);
          throw new PermanentError(`${name} sends no files.`, { code: "no-files" });
        }),
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

/**
 * Rejects ids that are not in the channel's form: they could equal another channel's, and a second
 * message with the same id is dropped.
 */
function withOwnIds({ name, messageIds }: Channel, inbound: InboundHandlers): InboundHandlers {
  return {
    ...inbound,
    receive: (message, caller) => {
      if (messageIds.test(message.sid)) return inbound.receive(message, caller);
      throw new Error(`${name} gave a message an id that is not in its form`);
    },
  };
}

/** Returns the channel, or throws: it may have been disabled since the message came. */
function found(channel: Channel | undefined, which: string): Channel {
  if (channel !== undefined) return channel;
  throw new PermanentError(`No enabled channel ${which}.`, { code: "no-channel" });
}
