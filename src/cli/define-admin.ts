import type { Command } from "commander";
import { type Json, run } from "./define-command.ts";
import { readCount } from "./read-count.ts";
import { fitted } from "./terminal-width.ts";

/** Adds the commands of the owner's page. */
export function addAdmin(program: Command): void {
  program
    .command("admin-link")
    .description("print a link that opens the owner's page once, within five minutes")
    .option("--revoke", "end every session and link instead")
    .addHelpText("after", () => fitted("\nAn owner also gets one by writing /admin to the bot."))
    .action(async ({ revoke = false }: { revoke?: boolean }) => {
      const { printAdminLink, revokeAdminLinks } = await import("./admin-link.ts");
      await (revoke ? revokeAdminLinks() : printAdminLink());
    });
  program
    .command("audit")
    .description("list the changes made by owners, the latest first")
    .option("-n, --limit <count>", "number of changes", readCount, 20)
    .option("--json", "print JSON, for scripts")
    .action(
      run(async (options: Json & { limit: number }) =>
        (await import("./audit.ts")).listChanges(options),
      ),
    );
  addSettings(program);
}

function addSettings(program: Command): void {
  const load = () => import("./settings.ts");
  const settings = program
    .command("settings")
    .description("show the settings, and change those that need no restart");
  settings
    .command("list")
    .description("list every setting with its value and origin")
    .option("--json", "print JSON, for scripts")
    .action(run(async (options: Json) => (await load()).listSettings(options)));
  settings
    .command("set")
    .description("change a setting on every server of the database, within seconds")
    .argument("<name>", "its name, such as SYSTEM_PROMPT")
    .argument("<value>", "its value, as in .env")
    .action(run(async (name: string, value: string) => (await load()).changeSetting(name, value)));
  settings
    .command("reset")
    .description("reset a setting to its default")
    .argument("<name>", "its name, such as SYSTEM_PROMPT")
    .action(run(async (name: string) => (await load()).changeSetting(name, null)));
}
