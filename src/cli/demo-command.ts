import type { Command } from "commander";
import { fitted } from "./terminal-width.ts";

interface Flags {
  readonly terminal?: boolean;
  readonly model?: string;
  readonly modelName?: string;
}

/** Adds `demo`, which loads its code when it runs. */
export function addDemoCommand(program: Command): void {
  program
    .command("demo")
    .description("try the bot on this machine, with a phone in the browser and no account")
    .option("--terminal", "chat on standard input and output, until the input ends")
    .option("--model <url>", "let a server with OpenAI's API answer, such as Ollama's")
    .option("--model-name <name>", "its model, if not the first that it lists")
    .addHelpText("after", () =>
      fitted(
        "\nMODEL_KEY in the environment is the key for --model. It is used for this run only.",
      ),
    )
    .action(async ({ terminal = false, model, modelName }: Flags) => {
      const { refuseLostFolder } = await import("./read-env-file.ts");
      refuseLostFolder();
      const { createLogger } = await import("../log/logger.ts");
      const { briefLines } = await import("../log/pretty.ts");
      const { demo } = await import("./demo.ts");
      await demo({
        terminal,
        model: model === undefined ? null : { url: model, name: modelName ?? null },
        // The conversation is on the screen: the log only adds failures.
        log: createLogger({ level: "warning", lines: briefLines }),
      });
    });
}
