import { Command } from "commander";
import { commit, version } from "../core/version.ts";

const AFTER_HELP = `
Settings come from the environment and from ./.env (the environment wins);
.env.example lists them all.

Exit codes: 0 done, 64 wrong command line, 75 another instance is running,
78 wrong settings, 1 a bug.`;

/** The command line: each command loads its own code when it runs. */
export function buildProgram(): Command {
  const program = new Command("whatsapp-ai-bot")
    .description("A WhatsApp assistant of your own, on Twilio and OpenAI.")
    .version(`${version} (${commit})`)
    .addHelpText("after", AFTER_HELP)
    .exitOverride();
  program
    .command("serve", { isDefault: true })
    .description("answer WhatsApp messages (what runs when no command is named)")
    .action(async () => {
      const { serve } = await import("./serve.ts");
      await serve();
    });
  program
    .command("demo")
    .description(
      "try the bot on this machine: no account, a phone in the browser, a chat right here",
    )
    .option("--terminal", "chat here even when this is no terminal; ends with the input")
    .action(async ({ terminal = false }: { terminal?: boolean }) => {
      const { createLogger } = await import("./logging.ts");
      const { demo } = await import("./demo.ts");
      // The conversation is on the screen: only what goes wrong joins it.
      await demo({ terminal, log: createLogger({ level: "warning", format: "pretty" }) });
    });
  return program;
}
