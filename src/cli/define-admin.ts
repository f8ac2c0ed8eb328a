import type { Command } from "commander";
import { EX_NO } from "./exit.ts";
import { readCount } from "./read-count.ts";
import { fitted } from "./terminal-width.ts";

interface Json {
  readonly json?: boolean;
}

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
    .action(async ({ limit, json = false }: Json & { limit: number }) => {
      const { listChanges } = await import("./audit.ts");
      await listChanges({ limit, json });
    });
  const settings = program
    .command("settings")
    .description("show the settings, and change those that need no restart");
  settings
    .command("list")
    .description("list every setting with its value and origin")
    .option("--json", "print JSON, for scripts")
    .action(async ({ json = false }: Json) => {
      const { listSettings } = await import("./settings.ts");
      await listSettings({ json });
    });
  settings
    .command("set")
    .description("change a setting on every server of the database, within seconds")
    .argument("<name>", "its name, such as SYSTEM_PROMPT")
    .argument("<value>", "its value, as in .env")
    .action(async (name: string, value: string) => {
      const { changeSetting } = await import("./settings.ts");
      if (!(await changeSetting(name, value))) process.exitCode = EX_NO;
    });
  settings
    .command("reset")
    .description("reset a setting to its default")
    .argument("<name>", "its name, such as SYSTEM_PROMPT")
    .action(async (name: string) => {
      const { changeSetting } = await import("./settings.ts");
      if (!(await changeSetting(name, null))) process.exitCode = EX_NO;
    });
}
