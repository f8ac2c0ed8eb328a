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
  return program;
}
