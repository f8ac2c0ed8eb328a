import { parseArgs } from "node:util";
import { waitFor } from "../wait-for.ts";
import { type BotProgram, buildBot, theExecutable } from "./bot-process.ts";
import type { Verdict } from "./verdict.ts";

/** Longer than PostgreSQL takes to stop. */
const STOPPED_WITHIN_MS = 90_000;

type Option = number | boolean | string;
type Options = Readonly<Record<string, Option>>;
type Given<Defaults extends Options> = {
  readonly [Name in keyof Defaults]: Defaults[Name] extends number
    ? number
    : Defaults[Name] extends string
      ? string
      : boolean;
};

/**
 * Reads the command line of a program: numbers, words and switches, which have these names and defaults.
 * Prints `usage` and ends the process for `--help`. Throws for what it does not know.
 */
export function readOptions<Defaults extends Options>(
  usage: string,
  defaults: Defaults,
): Given<Defaults> {
  const options = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      { type: typeof value === "boolean" ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  const { help, ...given } = parseArgs({
    options: { ...options, help: { type: "boolean" } },
  }).values;
  if (help === true) {
    process.stdout.write(`${usage}\n`);
    process.exit();
  }
  const read = Object.entries(given).map(([name, value]) => [
    name,
    typeof defaults[name] === "string" ? value : toOption(name, value),
  ]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each has the type of its default.
  return { ...defaults, ...Object.fromEntries(read) } as Given<Defaults>;
}

function toOption(name: string, value: unknown): Option {
  if (typeof value === "boolean") return value;
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} must be a whole number above 0, not ${String(value)}`);
}

/** Runs `work` with the bot that is to be tried, and removes afterwards what was built for it. */
export async function withBot(
  work: (program: BotProgram) => Promise<void>,
  { isExecutable = false }: { readonly isExecutable?: boolean } = {},
): Promise<void> {
  const program = isExecutable ? theExecutable() : await buildBot();
  try {
    await work(program);
  } finally {
    program.remove();
  }
}

/**
 * Runs one scene of a program on its setup and prints its verdict. Whatever is thrown there is a
 * verdict too, and is printed before the setup is taken down, which may fail as well.
 */
export async function perform<Setup extends { stop(): Promise<void> }>(
  setup: Setup,
  scene: (setup: Setup) => Promise<Verdict>,
): Promise<void> {
  await judgeRun(() => scene(setup));
  await waitFor("the setup to be taken down", setup.stop(), {
    deadlineMs: STOPPED_WITHIN_MS,
  }).catch(concludeFailure);
}

/** Prints the verdict of a run that sets itself up. Whatever it throws is a verdict too. */
export async function judgeRun(run: () => Promise<Verdict>): Promise<void> {
  await run().then(conclude, concludeFailure);
}

/** Prints the one line of a program of the laboratory; its exit code is 1 when any was broken. */
export function conclude({ line, isKept }: Verdict): void {
  process.stdout.write(`${isKept ? "kept" : "BROKEN"}: ${line}\n`);
  if (!isKept) process.exitCode = 1;
}

function concludeFailure(reason: unknown): void {
  process.stderr.write(`${Bun.inspect(reason)}\n`);
  conclude({ line: String(reason), isKept: false });
}
