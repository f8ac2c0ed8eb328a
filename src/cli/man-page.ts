import type { Command } from "commander";
import { settings } from "../config/settings.ts";
import { version } from "../core/version.ts";

/** Returns the manual page of section 1 in roff, made from the commands and the settings. */
export function manPage(program: Command): string {
  const name = program.name();
  return [
    `.TH ${roff(name.toUpperCase())} 1 "" ${quoted(`${name} ${version}`)} "User Commands"`,
    ".SH NAME",
    roff(`${name} - ${program.description().replace(/^A |\.$/g, "")}`),
    ".SH SYNOPSIS",
    `.B ${roff(name)}`,
    "[command] [options]",
    ".SH COMMANDS",
    ...commandEntries(program, ""),
    ".SH SETTINGS",
    "Settings come from the environment and from the file .env in the working directory.",
    ...Object.values(settings).flatMap(({ env, doc }) => [".TP", `.B ${roff(env)}`, roff(doc)]),
    ".SH EXIT STATUS",
    ...EXIT_CODES.flatMap(([code, meaning]) => [".TP", `.B ${code}`, roff(meaning)]),
    ".SH FILES",
    ".TP",
    ".B ./.env",
    "The settings, written by the setup command.",
    ".TP",
    ".B ./data/whatsapp_bot.db",
    "The database, unless DATABASE_URL names another one.",
    "",
  ].join("\n");
}

const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [0, "Done."],
  [1, "A check failed, or nothing was found."],
  [64, "The command line is wrong."],
  [70, "A bug: please report it."],
  [
    75,
    "Another instance is running, the disk is full or the database is unavailable: try again later.",
  ],
  [78, "Settings are invalid, or the owner must fix a database or a file."],
];

function commandEntries(command: Command, path: string): string[] {
  const help = command.createHelp();
  return help.visibleCommands(command).flatMap((sub) => {
    if (sub.name() === "help") return [];
    const full = `${path}${sub.name()}`;
    const below = commandEntries(sub, `${full} `);
    if (below.length > 0) return below;
    const words = [full, ...sub.registeredArguments.map((one) => help.argumentTerm(one))];
    const options = help
      .visibleOptions(sub)
      .filter(({ long }) => long !== "--help")
      .flatMap((option) => [
        ".RS",
        ".TP",
        `.B ${roff(help.optionTerm(option))}`,
        roff(option.description),
        ".RE",
      ]);
    const entry = [".TP", `.B ${roff(words.join(" "))}`, roff(sentence(sub.description()))];
    return entry.concat(options);
  });
}

function sentence(description: string): string {
  return `${description.charAt(0).toUpperCase()}${description.slice(1)}.`;
}

/** Escapes the characters that roff would read as a request, a hyphen or an escape. */
function roff(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/, "\\&$1");
}

function quoted(text: string): string {
  return `"${roff(text).replaceAll('"', "\\(dq")}"`;
}
