import type { Command } from "commander";
import type { UserRef } from "../store/user-admin.ts";
import { EX_NO } from "./exit.ts";
import { readCount } from "./read-count.ts";
import { readUserRef, WHO } from "./read-user-ref.ts";
import { fitted } from "./terminal-width.ts";

/** Adds the commands that read conversations and answer in place of the bot. */
export function addConversations(program: Command): void {
  const conversations = program
    .command("conversations")
    .description("read conversations, take them over and write to users");
  conversations
    .command("list")
    .description("list users who wait for a human, then the latest conversations")
    .option("-s, --search <text>", "a part of a name, an address or a recent text")
    .option("-n, --limit <count>", "number of conversations", readCount, 20)
    .option("--json", "print JSON, for scripts")
    .action(async ({ search, limit, json = false }: ListOptions) => {
      const { listConversations } = await import("./conversations.ts");
      await listConversations({ search: search ?? null, limit, json });
    });
  conversations
    .command("answered")
    .description("note that a user no longer waits for a human")
    .argument("<who>", WHO, readUserRef)
    .action(async (who: UserRef) => {
      const { endRequest } = await import("./take-over.ts");
      answer(await endRequest(who));
    });
  conversations
    .command("show")
    .description("show the last messages of a user, oldest first")
    .argument("<who>", WHO, readUserRef)
    .option("-n, --limit <count>", "number of entries", readCount, 20)
    .option("--json", "print JSON, for scripts")
    .action(async (who: UserRef, { limit, json = false }: { limit: number; json?: boolean }) => {
      const { showConversation } = await import("./conversations.ts");
      answer(await showConversation(who, { json, limit }));
    });
  conversations
    .command("take-over")
    .description("silence the bot for a user, to answer in its place")
    .argument("<who>", WHO, readUserRef)
    .option("-f, --force", "also if another owner has the conversation")
    .addHelpText("after", () =>
      fitted(
        "\nAn answer that is being made is not sent, and waiting messages count as answered by you.",
      ),
    )
    .action(async (who: UserRef, { force = false }: { force?: boolean }) => {
      const { takeOverConversation } = await import("./take-over.ts");
      answer(await takeOverConversation(who, { isForced: force }));
    });
  conversations
    .command("hand-back")
    .description("let the bot answer a user again, from their next message on")
    .argument("<who>", WHO, readUserRef)
    .action(async (who: UserRef) => {
      const { handBackConversation } = await import("./take-over.ts");
      answer(await handBackConversation(who));
    });
  conversations
    .command("write")
    .description("send a user a message, if their messenger allows it now")
    .argument("<who>", WHO, readUserRef)
    .argument("<text...>", "the message")
    .option("--key <key>", "a name for this message: sent once, however often the command runs")
    .action(async (who: UserRef, words: readonly string[], { key }: { key?: string }) => {
      const { writeToUser } = await import("./take-over.ts");
      answer(await writeToUser(who, words.join(" "), key ?? null));
    });
}

interface ListOptions {
  readonly search?: string;
  readonly limit: number;
  readonly json?: boolean;
}

// A negative result is no failure: the exit code alone reports it.
function answer(isYes: boolean): void {
  if (!isYes) process.exitCode = EX_NO;
}
