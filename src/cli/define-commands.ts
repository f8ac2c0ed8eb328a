import { Argument, type Command } from "commander";
import type { UserRef } from "../store/user-admin.ts";
import type { Shell } from "./completion.ts";
import { addAdmin } from "./define-admin.ts";
import { addDemoCommand } from "./demo-command.ts";
import { addDatabase } from "./define-database.ts";
import { addBudget } from "./define-budget.ts";
import { addConversations } from "./define-conversations.ts";
import { addCosts } from "./define-costs.ts";
import { addKnowledge } from "./define-knowledge.ts";
import { addOverview } from "./define-overview.ts";
import { addUserChanges } from "./define-user-changes.ts";
import { EX_NO } from "./exit.ts";
import { readUserRef, WHO } from "./read-user-ref.ts";
import { fitted } from "./terminal-width.ts";

/** Adds every command; each loads its own code when it runs. */
export function defineCommands(program: Command): void {
  addServer(program);
  addOverview(program);
  addUsers(program);
  addMessages(program);
  addCosts(program);
  addKnowledge(program);
  addAdmin(program);
  addDatabase(program);
  addInstallation(program);
  addShell(program);
}

function addServer(program: Command): void {
  program
    .command("serve", { isDefault: true })
    .description("answer messages (runs if no command is given)")
    .action(async () => {
      const { serve } = await import("./serve.ts");
      await serve();
    });
  addDemoCommand(program);
  program
    .command("setup")
    .description("ask for the keys, check them and write ./.env")
    .option("--no-input", "ask nothing and write the settings of the environment")
    .action(async ({ input }: { input: boolean }) => {
      const { setup, setupFromEnvironment } = await import("./setup/setup.ts");
      const mayAsk = input && process.stdin.isTTY && process.stdout.isTTY;
      answer(await (mayAsk ? setup() : setupFromEnvironment()));
    });
  program
    .command("doctor")
    .description("check settings, database, model, channel and public address")
    .option("--json", "print JSON, for scripts")
    .addHelpText("after", () =>
      fitted(
        "\nAsks the model one question of a few tokens. Exit code 1 if a check fails, 78 if the\ndatabase server's version is not supported.",
      ),
    )
    .action(async (options: Flags) => {
      const { doctor } = await import("./doctor/doctor.ts");
      process.exitCode = await doctor(read(options));
    });
  program
    .command("healthcheck")
    .description("check whether the server on this machine is healthy (for containers)")
    .action(async () => {
      const { healthcheck } = await import("./healthcheck.ts");
      answer(await healthcheck());
    });
  program
    .command("version")
    .description("print version, commit and platform")
    .option("--json", "print JSON, for scripts")
    .action(async (options: Flags) => {
      const { sayVersion } = await import("./version.ts");
      sayVersion(read(options));
    });
}

function addUsers(program: Command): void {
  const users = program.command("users").description("list and manage the users");
  users
    .command("list")
    .description("list the users, the latest to write first")
    .option("--json", "print JSON, for scripts")
    .action(async (options: Flags) => {
      const { listUsers } = await import("./users.ts");
      await listUsers(read(options));
    });
  users
    .command("allow")
    .description("allow a user, regardless of WHITELISTED_USERS")
    .argument("<who>", WHO, readUserRef)
    .action(async (who: UserRef) => {
      const { allowUser } = await import("./users.ts");
      answer(await allowUser(who));
    });
  users
    .command("block")
    .description("refuse a user from the next message on")
    .argument("<who>", WHO, readUserRef)
    .action(async (who: UserRef) => {
      const { blockUser } = await import("./users.ts");
      answer(await blockUser(who));
    });
  addBudget(users);
  addUserChanges(users);
  users
    .command("forget")
    .description("erase a user with all messages and files")
    .argument("<who>", WHO, readUserRef)
    .option("-y, --yes", "do not ask for confirmation")
    .action(async (who: UserRef, { yes = false }: { yes?: boolean }) => {
      const { forgetUser } = await import("./users.ts");
      answer(await forgetUser(who, { yes }));
    });
  users
    .command("export")
    .description("write everything that is stored of a user to a ZIP file")
    .argument("<who>", WHO, readUserRef)
    .requiredOption("--to <file>", "a new file")
    .action(async (who: UserRef, options: { to: string }) => {
      const { exportUser } = await import("./export-user.ts");
      answer(await exportUser(who, options));
    });
  addConversations(program);
}

function addMessages(program: Command): void {
  const which =
    "the message's number here, or the messenger's id of the message or of a part of its answer";
  program
    .command("explain")
    .description("show a message's timeline and what to do about it")
    .argument("<MessageSid>", which)
    .option("--json", "print JSON, for scripts")
    .action(async (message: string, options: Flags) => {
      const { explain } = await import("./explain.ts");
      answer(await explain(message, read(options)));
    });
  program
    .command("retry")
    .description("retry a message that was given up or not delivered")
    .argument("<id>", which)
    .action(async (message: string) => {
      const { retryMessage } = await import("./retry.ts");
      answer(await retryMessage(message));
    });
}

function addInstallation(program: Command): void {
  program
    .command("upgrade")
    .description("replace this program with the newest release at RELEASES_URL")
    .option("--check", "only report whether there is a newer release")
    .addHelpText("after", () =>
      fitted(
        "\nThe download is verified by its checksum and run once; the database is backed up and the\nold program kept.",
      ),
    )
    .action(async ({ check = false }: { check?: boolean }) => {
      const { upgrade } = await import("./upgrade.ts");
      await upgrade({ isCheck: check });
    });
}

function addShell(program: Command): void {
  program
    .command("completion")
    .description("print the completion script of a shell")
    .addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", () =>
      fitted(
        "\n  bash: whatsapp-ai-bot completion bash > ~/.local/share/bash-completion/completions/whatsapp-ai-bot" +
          "\n  zsh:  whatsapp-ai-bot completion zsh > a folder of $fpath, as _whatsapp-ai-bot" +
          "\n  fish: whatsapp-ai-bot completion fish > ~/.config/fish/completions/whatsapp-ai-bot.fish",
      ),
    )
    .action(async (shell: Shell) => {
      const { completionScript } = await import("./completion.ts");
      const { writeOut } = await import("./write-out.ts");
      writeOut(completionScript(program, shell));
    });
  program
    .command("man")
    .description("print the manual page, for man(1)")
    .addHelpText("after", () => fitted("\n  whatsapp-ai-bot man | man -l -"))
    .action(async () => {
      const { manPage } = await import("./man-page.ts");
      const { writeOut } = await import("./write-out.ts");
      writeOut(manPage(program));
    });
}

interface Flags {
  readonly json?: boolean;
}

function read({ json = false }: Flags): { readonly json: boolean } {
  return { json };
}

// A negative result is no failure: the exit code alone reports it.
function answer(isYes: boolean): void {
  if (!isYes) process.exitCode = EX_NO;
}
