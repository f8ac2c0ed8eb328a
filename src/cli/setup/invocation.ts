import { realpathSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { environment } from "../../config.ts";

const NAME = "whatsapp-ai-bot";

/**
 * Returns the command line that starts this program again: the program itself, then its arguments.
 */
export function programCommand(): readonly [string, ...string[]] {
  return Bun.isStandaloneExecutable
    ? [process.execPath]
    : [process.execPath, "--no-env-file", Bun.main];
}

/** Returns the words with which the user started this program, without its command. */
export function invocation(): string {
  return describeInvocation({
    file: Bun.isStandaloneExecutable ? process.execPath : Bun.main,
    runtime: Bun.isStandaloneExecutable ? [] : ["bun", ...process.execArgv],
    isNpx: environment()["npm_command"] === "exec",
    inPath: Bun.which(NAME),
    folder: process.cwd(),
  });
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
}

export function describeInvocation(given: Invocation): string {
  const { file, runtime, isNpx, inPath, folder } = given;
  if (isNpx) return `npx ${NAME}`;
  if (inPath !== null && real(inPath) === real(file)) return NAME;
  const near = relative(folder, file);
  const isBelow = !near.startsWith("..") && !isAbsolute(near);
  // Without a slash, a shell would look for it in PATH.
  const direct = isBelow && !near.includes("/") ? `./${near}` : near;
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

function quote(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
