import { Command, InvalidArgumentError } from "commander";
import { commit, version } from "../core/version.ts";
import type { PersonKey } from "../store/desk.ts";
import { EX_NO } from "./exit.ts";
import { readWho } from "./read-who.ts";

const AFTER_HELP = `
From nothing to a bot:
  $ whatsapp-ai-bot setup       asks for the keys, tries them, writes .env
  $ whatsapp-ai-bot             starts it
  $ whatsapp-ai-bot doctor      checks everything, says how to mend what is wrong

Settings come from the environment and from ./.env (the environment wins);
.env.example lists them all. Commands work beside the running server.

Exit codes: 0 done · 1 the answer is no (unhealthy, a fault found, nothing there)
64 wrong command line · 70 a bug · 75 another instance is running, the disk is full
or the database is away: try later · 78 wrong settings, or an unusable database`;

const WHO = "a phone number with country code, a username id, or the number in `users list`";

/** The command line: each command loads its own code when it runs. */
export function buildProgram(): Command {
  const program = new Command("whatsapp-ai-bot")
    .description("A WhatsApp assistant of your own.")
    .version(`${version} (${commit})`)
    .addHelpText("after", AFTER_HELP)
    .showSuggestionAfterError()
    .exitOverride();
  addServer(program);
  addPeople(program);
  addMessages(program);
  addDatabase(program);
  return program;
}

function addServer(program: Command): void {
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
      const { prettyLines } = await import("./pretty-lines.ts");
      const { demo } = await import("./demo.ts");
      // The conversation is on the screen: only what goes wrong joins it.
      await demo({ terminal, log: createLogger({ level: "warning", lines: prettyLines }) });
    });
  program
    .command("setup")
    .description("ask for the keys, try them, write ./.env")
    .option("--no-input", "ask nothing: write the settings of the environment")
    .action(async ({ input }: { input: boolean }) => {
      const { setup, setupFromEnvironment } = await import("./setup/setup.ts");
      const mayAsk = input && process.stdin.isTTY && process.stdout.isTTY;
      answer(await (mayAsk ? setup() : setupFromEnvironment()));
    });
  program
    .command("doctor")
    .description("check settings, database, model, messenger and the public address")
    .option("--json", "for scripts")
    .addHelpText(
      "after",
      "\nAsks the model one question of a few tokens. Exit code 1 when something is to be mended,\n78 when the database server is of a version that is not supported.",
    )
    .action(async (options: Flags) => {
      const { doctor } = await import("./doctor/doctor.ts");
      process.exitCode = await doctor(read(options));
    });
  program
    .command("healthcheck")
    .description("ask the server on this machine whether it is healthy (for containers)")
    .action(async () => {
      const { healthcheck } = await import("./healthcheck.ts");
      answer(await healthcheck());
    });
  program
    .command("version")
    .description("say which build this is")
    .option("--json", "for scripts")
    .action(async (options: Flags) => {
      const { sayVersion } = await import("./version.ts");
      sayVersion(read(options));
    });
}

function addPeople(program: Command): void {
  const users = program.command("users").description("see and decide who is answered");
  users
    .command("list")
    .description("everybody who ever wrote, the last one first")
    .option("--json", "for scripts")
    .action(async (options: Flags) => {
      const { listUsers } = await import("./users.ts");
      await listUsers(read(options));
    });
  users
    .command("allow")
    .description("let somebody in, whatever WHITELISTED_USERS says")
    .argument("<who>", WHO, readWho)
    .action(async (who: PersonKey) => {
      const { allowUser } = await import("./users.ts");
      answer(await allowUser(who));
    });
  users
    .command("block")
    .description("turn somebody away from the next message on")
    .argument("<who>", WHO, readWho)
    .action(async (who: PersonKey) => {
      const { blockUser } = await import("./users.ts");
      answer(await blockUser(who));
    });
  users
    .command("forget")
    .description("erase somebody with everything that was said")
    .argument("<who>", WHO, readWho)
    .option("-y, --yes", "do not ask back")
    .action(async (who: PersonKey, { yes = false }: { yes?: boolean }) => {
      const { forgetUser } = await import("./users.ts");
      answer(await forgetUser(who, { yes }));
    });
  program
    .command("conversations")
    .description("read what was said")
    .command("show")
    .description("the last messages with one person, oldest first")
    .argument("<who>", WHO, readWho)
    .option("-n, --limit <count>", "how many", readCount, 20)
    .option("--json", "for scripts")
    .action(async (who: PersonKey, { limit, ...options }: Flags & { limit: number }) => {
      const { showConversation } = await import("./conversations.ts");
      answer(await showConversation(who, { ...read(options), limit }));
    });
}

function addMessages(program: Command): void {
  const which = "the messenger's id (sid) of the message or of a part of its answer, or our number";
  program
    .command("explain")
    .description("tell the life of one message in plain words, and what to do")
    .argument("<MessageSid>", which)
    .option("--json", "for scripts")
    .action(async (message: string, options: Flags) => {
      const { explain } = await import("./explain/explain.ts");
      answer(await explain(message, read(options)));
    });
  program
    .command("retry")
    .description("take up a message again that was given up or not delivered")
    .argument("<id>", which)
    .action(async (message: string) => {
      const { retryMessage } = await import("./retry.ts");
      answer(await retryMessage(message));
    });
}

function addDatabase(program: Command): void {
  program
    .command("backup")
    .description("copy the database, consistent also while the server writes")
    .argument("<file>", "a file that does not exist yet")
    .action(async (file: string) => {
      const { backUp } = await import("./backup.ts");
      await backUp(file);
    });
  program
    .command("restore")
    .description("put a backup in the place of the database (the server must be stopped)")
    .argument("<file>", "what `backup` wrote")
    .addHelpText("after", "\nThe database that stood there is kept beside it.")
    .action(async (file: string) => {
      const { restore } = await import("./backup.ts");
      await restore(file);
    });
  program
    .command("copy-to")
    .description("copy the SQLite database to PostgreSQL (the server must be stopped)")
    .argument("<address>", "postgres://USER:PASSWORD@HOST:5432/DATABASE, an empty database")
    .addHelpText(
      "after",
      "\nWhat was copied is read back and compared. Run again, it replaces its own earlier copy.",
    )
    .action(async (address: string) => {
      const { copyTo } = await import("./copy-to.ts");
      await copyTo(address);
    });
  program
    .command("migrate")
    .description("bring the database to this version's schema (serve does so by itself)")
    .action(async () => {
      const { migrate } = await import("./migrate.ts");
      await migrate();
    });
}

interface Flags {
  readonly json?: boolean;
}

function read({ json = false }: Flags): { readonly json: boolean } {
  return { json };
}

function readCount(given: string): number {
  if (!/^[1-9]\d{0,5}$/.test(given))
    throw new InvalidArgumentError("It must be a number from 1 on.");
  return Number(given);
}

// A "no" is an answer, not a failure: it is told by the exit code alone.
function answer(isYes: boolean): void {
  if (!isYes) process.exitCode = EX_NO;
}
