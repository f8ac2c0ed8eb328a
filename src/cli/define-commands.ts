import { Argument, type Command } from "commander";
import type { UserRef } from "../store/user-admin.ts";
import type { Shell } from "./completion.ts";
import { addAdmin } from "./define-admin.ts";
import { addDemoCommand } from "./demo-command.ts";
import { addDatabase } from "./define-database.ts";
import { addBudget } from "./define-budget.ts";
import { aboutUser, type Json, run } from "./define-command.ts";
import { addConversations } from "./define-conversations.ts";
import { addCosts } from "./define-costs.ts";
import { addKnowledge } from "./define-knowledge.ts";
import { addOverview } from "./define-overview.ts";
import { addUserChanges } from "./define-user-changes.ts";
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
    .action(run(async () => (await import("./serve.ts")).serve()));
  addDemoCommand(program);
  program
    .command("setup")
    .description("ask for the keys, check them and write ./.env")
    .option("--no-input", "ask nothing and write the settings of the environment")
    .action(
      run(async ({ input }: { input: boolean }) => {
        const { setup, setupFromEnvironment } = await import("./setup/setup.ts");
        const mayAsk = input && process.stdin.isTTY && process.stdout.isTTY;
        return mayAsk ? setup() : setupFromEnvironment();
      }),
    );
  program
    .command("doctor")
    .description("check settings, database, model, channel and public address")
    .option("--json", "print JSON, for scripts")
    .addHelpText("after", () =>
      fitted(
        "\nAsks the model one question of a few tokens. Exit code 1 if a check fails, 78 if the\ndatabase server's version is not supported.",
      ),
    )
    .action(async (options: Json) => {
      const { doctor } = await import("./doctor/doctor.ts");
      process.exitCode = await doctor(options);
    });
  program
    .command("healthcheck")
    .description("check whether the server on this machine is healthy (for containers)")
    .action(run(async () => (await import("./healthcheck.ts")).healthcheck()));
  program
    .command("version")
    .description("print version, commit and platform")
    .option("--json", "print JSON, for scripts")
    .action(run(async (options: Json) => (await import("./version.ts")).sayVersion(options)));
}

function addUsers(program: Command): void {
  const load = () => import("./users.ts");
  const users = program.command("users").description("list and manage the users");
  users
    .command("list")
    .description("list the users, the latest to write first")
    .option("--json", "print JSON, for scripts")
    .action(run(async (options: Json) => (await load()).listUsers(options)));
  aboutUser(users, "allow", "allow a user, regardless of WHITELISTED_USERS").action(
    run(async (who: UserRef) => (await load()).allowUser(who)),
  );
  aboutUser(users, "block", "refuse a user from the next message on").action(
    run(async (who: UserRef) => (await load()).blockUser(who)),
  );
  addBudget(users);
  addUserChanges(users);
  aboutUser(users, "forget", "erase a user with all messages and files")
    .option("-y, --yes", "do not ask for confirmation")
    .action(
      run(async (who: UserRef, options: { yes?: boolean }) =>
        (await load()).forgetUser(who, options),
      ),
    );
  aboutUser(users, "export", "write everything that is stored of a user to a ZIP file")
    .requiredOption("--to <file>", "a new file")
    .action(
      run(async (who: UserRef, options: { to: string }) =>
        (await import("./export-user.ts")).exportUser(who, options),
      ),
    );
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
    .action(
      run(async (message: string, options: Json) =>
        (await import("./explain.ts")).explain(message, options),
      ),
    );
  program
    .command("retry")
    .description("retry a message that was given up or not delivered")
    .argument("<id>", which)
    .action(run(async (message: string) => (await import("./retry.ts")).retryMessage(message)));
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
    .action(
      run(async ({ check = false }: { check?: boolean }) =>
        (await import("./upgrade.ts")).upgrade({ isCheck: check }),
      ),
    );
}

function addShell(program: Command): void {
  const load = () => import("./write-out.ts");
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
      (await load()).writeOut(completionScript(program, shell));
    });
  program
    .command("man")
    .description("print the manual page, for man(1)")
    .addHelpText("after", () => fitted("\n  whatsapp-ai-bot man | man -l -"))
    .action(async () => {
      const { manPage } = await import("./man-page.ts");
      (await load()).writeOut(manPage(program));
    });
}
