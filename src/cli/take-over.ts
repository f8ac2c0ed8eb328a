import { createWriting } from "../app/admin-writing.ts";
import { environment, loadConfig } from "../config.ts";
import { nameOfSender } from "../core/name-of-sender.ts";
import { upperFirst } from "../core/upper-first.ts";
import { MAX_WRITTEN_LENGTH } from "../outbox/compose-written.ts";
import { TERMINAL } from "../store/admin-access.ts";
import type { UserRef } from "../store/user-admin.ts";
import type { Written } from "../store/take-over.ts";
import { openOwnChannels } from "./own-channels.ts";
import { readEnvFile } from "./read-env-file.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { harmless, say } from "./write-out.ts";
import { addressOf, reportUnknownUser, withUser } from "./with-user.ts";

/** Silences the bot for a user. Returns false if there is none, or another owner has them. */
export function takeOverConversation(
  who: UserRef,
  { isForced }: { readonly isForced: boolean },
): Promise<boolean> {
  return withUser(who, async (admin, user) => {
    const taken = await admin.takeOver(user.id, { by: TERMINAL, isForced });
    if (taken.outcome === "unknown") return reportUnknownUser(who);
    const address = addressOf(user);
    if (taken.outcome === "held") {
      say(
        `${upperFirst(harmless(nameOfSender(taken.by)))} has the conversation with ${address}: take it over with --force.`,
      );
      return false;
    }
    say(`The bot is silent for ${address} until: whatsapp-ai-bot conversations hand-back ${who}`);
    return true;
  });
}

/** Lets the bot answer a user again. Returns false if there is none, or no owner has them. */
export function handBackConversation(who: UserRef): Promise<boolean> {
  return withUser(who, async (admin, user) => {
    const isDone = await admin.handBack(user.id, TERMINAL);
    const address = addressOf(user);
    say(
      isDone
        ? `The bot answers ${address} again, from the next message on.`
        : `No owner has the conversation with ${address}.`,
    );
    return isDone;
  });
}

/** Notes that a user no longer waits for a human. Returns false if there is none, or they did not wait. */
export function endRequest(who: UserRef): Promise<boolean> {
  return withUser(who, async (admin, user) => {
    const isDone = await admin.endHumanRequest(user.id, TERMINAL);
    say(`${addressOf(user)} ${isDone ? "no longer waits" : "did not wait"} for a human.`);
    return isDone;
  });
}

/** Queues a message to a user. Returns false, and says why, if it cannot be sent. */
export async function writeToUser(
  who: UserRef,
  text: string,
  requestKey: string | null,
): Promise<boolean> {
  if (text.length > MAX_WRITTEN_LENGTH) {
    say(`The message has ${text.length} characters, and may have ${MAX_WRITTEN_LENGTH}.`);
    return false;
  }
  const { compose } = await openWriting();
  const message = { to: who, text, by: TERMINAL, requestKey, isOwner: true };
  const written = await withAdminStore((admin) =>
    admin.writeMessage(message, (user) => compose(text, user)),
  );
  if (written.outcome === "unknown-user") return reportUnknownUser(who);
  say(describe(written));
  return written.outcome === "queued" || written.outcome === "repeated";
}

function describe(written: Exclude<Written, { readonly outcome: "unknown-user" }>): string {
  switch (written.outcome) {
    case "queued":
      return `Queued as message ${written.messageId}: a running server sends it within a second, else at its next start.`;
    case "repeated":
      return `This key was used before: it is message ${written.messageId}, ${written.state}.`;
    case "opted-out":
      return "Not sent: the user has written STOP.";
    case "blocked":
      return "Not sent: the user is blocked.";
    case "over-budget":
      return "Not sent: a budget is used up (see whatsapp-ai-bot users budget).";
    case "key-reused":
      return "Not sent: this key was used for another message.";
    case "held":
      return `Not sent: ${harmless(nameOfSender(written.by))} has the conversation (see conversations take-over --force).`;
    case "cannot":
      return `Not sent. ${written.why}`;
  }
}

/** Opens the enabled channels for what they can send. */
async function openWriting() {
  const config = loadConfig(environment(readEnvFile().values));
  const channels = await openOwnChannels(config);
  return createWriting(channels, { isPulled: config.replyMode === "twiml" });
}
