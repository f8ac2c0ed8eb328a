import type { Command } from "commander";
import { inQuotes } from "../app/invocation.ts";

export type Shell = "bash" | "zsh" | "fish";

/** A possible word on a command line, with its meaning. */
interface Choice {
  readonly word: string;
  readonly meaning: string;
}

/** The words that may follow the commands in `path`. */
interface Place {
  /** Empty at the beginning, else for example `users allow`. */
  readonly path: string;
  readonly choices: readonly Choice[];
  /** True if a file name may follow. */
  readonly takesFile: boolean;
}

const FILE_ARGUMENTS: ReadonlySet<string> = new Set(["file"]);

/** Returns the script that completes commands, options and files in a shell. */
export function completionScript(program: Command, shell: Shell): string {
  const places = placesOf(program, "");
  switch (shell) {
    case "bash":
      return bashScript(program.name(), places);
    case "zsh":
      return zshScript(program.name(), places);
    case "fish":
      return fishScript(program.name(), places);
  }
}

function placesOf(command: Command, path: string): Place[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((sub) => sub.name() !== "help");
  const choices = [
    ...commands.map((sub) => ({ word: sub.name(), meaning: sub.description() })),
    ...command.registeredArguments.flatMap(({ argChoices = [] }) =>
      argChoices.map((word) => ({ word, meaning: "" })),
    ),
    ...help
      .visibleOptions(command)
      .flatMap(({ long, description }) =>
        long == null ? [] : { word: long, meaning: description },
      ),
  ];
  const takesFile = command.registeredArguments.some((one) => FILE_ARGUMENTS.has(one.name()));
  const below = commands.flatMap((sub) =>
    placesOf(sub, path ? `${path} ${sub.name()}` : sub.name()),
  );
  return [{ path, choices, takesFile }, ...below];
}

// The commands so far are the words before the cursor that are no options.
function bashScript(name: string, places: readonly Place[]): string {
  const cases = places.map(({ path, choices, takesFile }) => {
    const words = choices.map(({ word }) => word).join(" ");
    const files = takesFile ? " -f" : "";
    return `    ${inQuotes(path)}) COMPREPLY=($(compgen${files} -W ${inQuotes(words)} -- "$current")) ;;`;
  });
  return `_whatsapp_ai_bot() {
  local current=\${COMP_WORDS[COMP_CWORD]} path="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || path="\${path:+$path }$word"
  done
  case $path in
${cases.join("\n")}
  esac
}
complete -o filenames -F _whatsapp_ai_bot ${name}
`;
}

function zshScript(name: string, places: readonly Place[]): string {
  const cases = places.map(({ path, choices, takesFile }) => {
    const words = choices.map(({ word, meaning }) =>
      inQuotes(`${word.replaceAll(":", "\\:")}${meaning === "" ? "" : `:${meaning}`}`),
    );
    const files = takesFile ? "; _files" : "";
    return `    ${inQuotes(path)}) choices=(${words.join(" ")}); _describe ${inQuotes(name)} choices${files} ;;`;
  });
  return `#compdef ${name}
_whatsapp_ai_bot() {
  local -a choices before
  before=(\${(@)words[2,CURRENT-1]:#-*})
  case "\${(j: :)before}" in
${cases.join("\n")}
  esac
}
if [ "$funcstack[1]" = "_${name}" ]; then _whatsapp_ai_bot "$@"; else compdef _whatsapp_ai_bot ${name}; fi
`;
}

function fishScript(name: string, places: readonly Place[]): string {
  const lines = places.flatMap(({ path, choices, takesFile }) => {
    const when = `-n ${inQuotes(`__whatsapp_ai_bot_after ${inQuotes(path)}`)}`;
    return [
      ...choices.map(({ word, meaning }) => {
        const what = word.startsWith("--")
          ? `-l ${inQuotes(word.slice(2))}`
          : `-a ${inQuotes(word)}`;
        return `complete -c ${name} ${when} ${what}${meaning === "" ? "" : ` -d ${inQuotes(meaning)}`}`;
      }),
      ...(takesFile ? [`complete -c ${name} ${when} -F`] : []),
    ];
  });
  return `function __whatsapp_ai_bot_after
  set -l before (commandline -opc)[2..-1]
  test "$argv[1]" = (string join ' ' -- (string match -v -- '-*' $before) | string collect -a)
end
complete -c ${name} -f
${lines.join("\n")}
`;
}
