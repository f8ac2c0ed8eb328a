import type { Command } from "commander";
import { EX_NO } from "./exit.ts";
import { fitted } from "./terminal-width.ts";

interface Flags {
  readonly json?: boolean;
}

/** Adds the commands that show the documents in KNOWLEDGE_DIR. */
export function addKnowledge(program: Command): void {
  const knowledge = program
    .command("knowledge")
    .description("list, search and check the documents in KNOWLEDGE_DIR");
  knowledge
    .command("list")
    .description("list the documents as the server has read them")
    .option("--json", "print JSON, for scripts")
    .action(async ({ json = false }: Flags) => {
      const { listDocuments } = await import("./knowledge.ts");
      await listDocuments({ json });
    });
  knowledge
    .command("search")
    .description("search the documents as an answer does")
    .argument("<words...>", "the words to look for")
    .option("--json", "print JSON, for scripts")
    .action(async (words: string[], { json = false }: Flags) => {
      const { searchDocuments } = await import("./knowledge.ts");
      if (!(await searchDocuments(words.join(" "), { json }))) process.exitCode = EX_NO;
    });
  knowledge
    .command("check")
    .description("compare the folder with what the server has read")
    .option("--json", "print JSON, for scripts")
    .addHelpText("after", () => fitted("\nExit code 1 if a document is not read, or cannot be."))
    .action(async ({ json = false }: Flags) => {
      const { checkDocuments } = await import("./knowledge.ts");
      if (!(await checkDocuments({ json }))) process.exitCode = EX_NO;
    });
}
