import type { Command } from "commander";
import { type Json, run } from "./define-command.ts";
import { fitted } from "./terminal-width.ts";

/** Adds the commands that show the documents in KNOWLEDGE_DIR. */
export function addKnowledge(program: Command): void {
  const load = () => import("./knowledge.ts");
  const knowledge = program
    .command("knowledge")
    .description("list, search and check the documents in KNOWLEDGE_DIR");
  knowledge
    .command("list")
    .description("list the documents as the server has read them")
    .option("--json", "print JSON, for scripts")
    .action(run(async (options: Json) => (await load()).listDocuments(options)));
  knowledge
    .command("search")
    .description("search the documents as an answer does")
    .argument("<words...>", "the words to look for")
    .option("--json", "print JSON, for scripts")
    .action(
      run(async (words: string[], options: Json) =>
        (await load()).searchDocuments(words.join(" "), options),
      ),
    );
  knowledge
    .command("check")
    .description("compare the folder with what the server has read")
    .option("--json", "print JSON, for scripts")
    .addHelpText("after", () => fitted("\nExit code 1 if a document is not read, or cannot be."))
    .action(run(async (options: Json) => (await load()).checkDocuments(options)));
}
