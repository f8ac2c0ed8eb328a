import type { Binder } from "./bind.ts";
import { conversation, timelineOf } from "./steps/admin.ts";
import { conversationOf, conversations, waitingForHuman } from "./steps/list-conversations.ts";
import { chargesOf } from "./steps/read-charges.ts";
import { retry } from "./steps/requeue.ts";
import { endHumanRequest, handBack, takeOver } from "./steps/take-over.ts";
import { findAttachment, readPartFile, threadBefore } from "./steps/thread.ts";
import { writeMessage } from "./steps/write-message.ts";

/** Binds the steps of the owner's conversations. */
export const conversationSteps = ({ read, write, rowOf, rowsOf }: Binder) => ({
  /** Returns the last `limit` messages of both sides and our notices, oldest first. */
  conversation: read(conversation),
  /** Returns the message with this sid or id, or the one that a part with this sid belongs to. */
  timelineOf: read(timelineOf),
  /** Returns the charges for a message and its answer, in order. */
  chargesOf: (messageId: number) => rowsOf(chargesOf, { messageId }),
  /** Queues a message again that was given up or not delivered: the server finds it within a second. */
  retry: write(retry),

  /**
   * Returns conversations behind a place in the list: those who wait for a human, then the latest. A
   * search finds names, addresses, and the texts of the newest messages; with `before`, only texts
   * before that message.
   */
  conversations: read(conversations),
  /** Returns one conversation; null if there is no such user. */
  conversationOf: read(conversationOf),
  /** Counts the users who wait for a human. */
  waitingForHuman: read(waitingForHuman),
  /** Returns the latest messages of a user before a place, the latest first. */
  threadBefore: read(threadBefore),
  /** Returns the facts that an attachment is fetched by; null if there is none. */
  findAttachment: (messageId: number, idx: number) => rowOf(findAttachment, { messageId, idx }),
  /** Returns the file of a part with its bytes; null if there is none. */
  readPartFile: (partId: number) => rowOf(readPartFile, { partId }),

  /**
   * Silences the bot for a user: open messages count as answered by the owner, an answer that is
   * being made is never stored, and parts of answers that are not being sent yet are held. An owner
   * who has the conversation keeps it unless `isForced`.
   */
  takeOver: write(takeOver),
  /**
   * Lets the bot answer the user's next message. Returns false if no owner had the conversation or
   * there is no such user.
   */
  handBack: write(handBack),
  /** Notes that a user no longer waits for a human; false if they did not wait. */
  endHumanRequest: write(endHumanRequest),
  /**
   * Queues a message of an owner or a program, which is part of the conversation. `decide` judges
   * with the user's lane locked. A `requestKey` that was used before returns its first result.
   */
  writeMessage: write(writeMessage),
});
