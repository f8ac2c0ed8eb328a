import type { Command } from "commander";
import type { UserRef } from "../store/user-admin.ts";
import { aboutUser, type Json, run } from "./define-command.ts";
import { readCount } from "./read-count.ts";
import { fitted } from "./terminal-width.ts";

interface ListOptions extends Json {
  readonly search?: string;
  readonly limit: number;
}

/** Adds the commands that read conversations and answer in place of the bot. */
export function addConversations(program: Command): void {
  const load = () => import("./conversations.ts");
  const loadTakeOver = () => import("./take-over.ts");
  const conversations = program
    .command("conversations")
    .description("read conversations, take them over and write to users");
  conversations
    .command("list")
    .description("list users who wait for a human, then the latest conversations")
    .option("-s, --search <text>", "a part of a name, an address or a recent text")
    .option("-n, --limit <count>", "number of conversations", readCount, 20)
    .option("--json", "print JSON, for scripts")
    .action(run(async (options: ListOptions) => (await load()).listConversations(options)));
  aboutUser(conversations, "answered", "note that a user no longer waits for a human").action(
    run(async (who: UserRef) => (await loadTakeOver()).endRequest(who)),
  );
  aboutUser(conversations, "show", "show the last messages of a user, oldest first")
    .option("-n, --limit <count>", "number of entries", readCount, 20)
    .option("--json", "print JSON, for scripts")
    .action(
      run(async (who: UserRef, options: ListOptions) =>
        (await load()).showConversation(who, options),
      ),
    );
  aboutUser(conversations, "take-over", "silence the bot for a user, to answer in its place")
    .option("-f, --force", "also if another owner has the conversation")
    .addHelpText("after", () =>
      fitted(
        "\nAn answer that is being made is not sent, and waiting messages count as answered by you.",
      ),
    )
    .action(
      run(async (who: UserRef, { force = false }: { force?: boolean }) =>
        (await loadTakeOver()).takeOverConversation(who, { isForced: force }),
      ),
    );
  aboutUser(
    conversations,
    "hand-back",
    "let the bot answer a user again, from their next message on",
  ).action(run(async (who: UserRef) => (await loadTakeOver()).handBackConversation(who)));
  aboutUser(conversations, "write", "send a user a message, if their messenger allows it now")
    .argument("<text...>", "the message")
    .option("--key <key>", "a name for this message: sent once, however often the command runs")
    .action(
      run(async (who: UserRef, words: readonly string[], { key }: { key?: string }) =>
        (await loadTakeOver()).writeToUser(who, words.join(" "), key ?? null),
      ),
    );
}
