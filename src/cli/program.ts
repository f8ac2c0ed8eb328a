import { Command, Help } from "commander";
import { editDistance } from "../core/edit-distance.ts";
import { commit, version } from "../core/version.ts";
import { fitted, hanging } from "./terminal-width.ts";
import { defineCommands } from "./define-commands.ts";

const AFTER_HELP = `
Quick start:
  $ whatsapp-ai-bot demo        try it in the browser, without an account
  $ whatsapp-ai-bot setup       enter the keys, have them checked, write .env
  $ whatsapp-ai-bot             start the bot
  $ whatsapp-ai-bot doctor      check everything and get remedies

Settings come from the environment and from ./.env (the environment takes precedence);
.env.example lists them all. Commands work while the server runs, unless they say otherwise.

Exit codes: 0 done · 1 check failed or not found · 64 wrong command line · 70 a bug
75 another instance is running, the disk is full or the database is away: try again later
78 wrong settings, or a database or file that needs its owner`;

/**
 * Runs the command line `args`. Throws `CommanderError` if it is invalid, and what the command
 * throws.
 */
export async function runProgram(args: readonly string[]): Promise<void> {
  const program = buildProgram();
  refuseUnknown(program, args[0] ?? "serve");
  await program.parseAsync(args, { from: "user" });
}

/** Returns the whole command line; each command loads its own code when it runs. */
export function buildProgram(): Command {
  const program = new Command("whatsapp-ai-bot")
    .description("A self-hosted WhatsApp assistant.")
    .version(`${version} (${commit})`)
    .addHelpText("after", () => fitted(AFTER_HELP))
    .showSuggestionAfterError()
    .configureHelp({ formatItem: formatHelpItem })
    .exitOverride();
  defineCommands(program);
  return program;
}

const LEAST_HELP_WIDTH = 70;
const HELP_INDENT = 6;

/** Puts a description below its term in a terminal that is too narrow for both side by side. */
function formatHelpItem(term: string, termWidth: number, description: string, help: Help): string {
  const width = help.helpWidth ?? LEAST_HELP_WIDTH;
  if (width >= LEAST_HELP_WIDTH || description === "") {
    return Help.prototype.formatItem.call(help, term, termWidth, description, help);
  }
  return `  ${term}\n${hanging(" ".repeat(HELP_INDENT), description, width)}`;
}

/** Refuses an unknown first word, which `serve`, the default, would take for an argument. */
function refuseUnknown(program: Command, word: string): void {
  const names = ["help", ...program.commands.map((command) => command.name())];
  if (word.startsWith("-") || names.includes(word)) return;
  const near = names.map((name) => {
    const allowed = Math.max(1, Math.floor(name.length / 3));
    return { name, slips: editDistance(word.toLowerCase(), name, allowed) };
  });
  const [best] = near.toSorted((a, b) => a.slips - b.slips);
  const isNear = best !== undefined && best.slips < Infinity;
  const hint = isNear ? `did you mean ${best.name}?` : "--help lists them all.";
  program.error(`Unknown command ${word}; ${hint}`, { code: "commander.unknownCommand" });
}
