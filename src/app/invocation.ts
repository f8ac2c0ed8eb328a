import { realpathSync } from "node:fs";
import { dirname, join, posix, win32 } from "node:path";
import { environment } from "../config.ts";
import { form } from "../core/version.ts";

const NAME = "whatsapp-ai-bot";

/**
 * Returns the command line that starts this program again: the program itself, then its arguments.
 */
export function programCommand(): readonly [string, ...string[]] {
  if (form === "executable") return [process.execPath];
  // The launcher of the package gives its own options.
  const options = form === "package" ? process.execArgv : ["--no-env-file"];
  return [process.execPath, ...options, Bun.main];
}

/** Returns the words with which the user started this program, without its command. */
export function invocation(): string {
  return describeInvocation({
    file: PROGRAM_FILES[form],
    runtime: form === "source" ? ["bun", ...process.execArgv] : [],
    isNpx: runsInNpx(),
    inPath: Bun.which(NAME),
    folder: process.cwd(),
    platform: process.platform,
  });
}

/** The file that the user runs. */
const PROGRAM_FILES: Readonly<Record<typeof form, string>> = {
  executable: process.execPath,
  // As .ci/build-package.ts lays the package out.
  package: join(dirname(Bun.main), "../launcher.js"),
  source: Bun.main,
};

/** Returns true if npx runs the program, from a folder that npm may empty. */
export function runsInNpx(): boolean {
  return form === "package" && environment()["npm_command"] === "exec";
}

export interface Invocation {
  /** The program: an executable, or the script of a runtime. */
  readonly file: string;
  /** The runtime and its options; none for an executable. */
  readonly runtime: readonly string[];
  readonly isNpx: boolean;
  /** The program that its name finds in PATH; null if there is none. */
  readonly inPath: string | null;
  readonly folder: string;
  readonly platform: NodeJS.Platform;
}

export function describeInvocation(given: Invocation): string {
  const { file, runtime, isNpx, inPath, folder, platform } = given;
  const { isAbsolute, relative, sep } = platform === "win32" ? win32 : posix;
  const quote = platform === "win32" ? quoteForWindows : quoteForShell;
  if (isNpx) return `npx ${NAME}`;
  if (inPath !== null && real(inPath) === real(file)) return NAME;
  const near = relative(folder, file);
  const isBelow = !near.startsWith("..") && !isAbsolute(near);
  // Without a separator, a shell would look for it in PATH.
  const direct = isBelow && !near.includes(sep) ? `.${sep}${near}` : near;
  const path = isBelow ? (runtime.length > 0 ? near : direct) : file;
  return [...runtime, path].map(quote).join(" ");
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Returns a text as one word of a command line on this platform. */
export function quoteWord(word: string): string {
  return process.platform === "win32" ? quoteForWindows(word) : quoteForShell(word);
}

function quoteForShell(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : inQuotes(word);
}

/** Returns a text as one word of any shell's command line but Windows'. */
export function inQuotes(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function quoteForWindows(word: string): string {
  return /\s/.test(word) ? `"${word}"` : word;
}
