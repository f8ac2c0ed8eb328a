import type { Lane } from "../core/lane.ts";
import type { LaneBinder } from "./bind.ts";
import { findUser, notify, setPreferences, usageSince } from "./steps/access.ts";
import { setBudget } from "./steps/user-settings.ts";
import { endConversation } from "./steps/conversations.ts";
import { forget } from "./steps/erase.ts";
import { moveUser } from "./steps/move-user.ts";
import { askForHuman } from "./steps/take-over.ts";

/** Binds the steps that concern a user rather than the answer to one message. */
export const userSteps = ({ read, write, fencedUser }: LaneBinder) => ({
  /** Stores this user's choices; null returns to the default. */
  setPreferences: fencedUser(setPreferences),
  /** Ends the conversation with this message: later ones go into a new one. */
  endConversation: fencedUser((transaction, { userId }: Lane, messageId: number) =>
    endConversation(transaction, userId, messageId),
  ),
  /**
   * Returns the number of messages that this user sent since a time, and the usage of their
   * answers.
   */
  usageSince: read(usageSince),
  /**
   * Erases what is known of this user and all that they sent before this message, which is emptied
   * and answered with `confirmation`. The messenger's copies of their attachments become jobs, and what
   * was charged stays without its user.
   */
  forget: fencedUser(forget),
  findUser: read(findUser),
  /**
   * Moves a user to the number or id that the messenger says is theirs now, and joins a row that was
   * created for it meanwhile. Returns the user's id; null if no user has the previous identity.
   */
  moveUser: write(moveUser),
  /** Changes limits of a user's own, and returns the user with all of them; null if there is none. */
  setBudget: write(setBudget),
  /**
   * Queues a notice to an address, unless one with the same topic was queued there within
   * `everyMs`, or its user opted out; returns whether it did.
   */
  notify: write(notify),
  /** Notes that this user asks for a human, until an owner writes to them or marks it. */
  askForHuman: fencedUser((transaction, { userId }: Lane) => askForHuman(transaction, userId)),
});
