import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../src/config.ts";
import { waitFor, waitUntil } from "../wait-for.ts";
import type { KillPoint, Point } from "./kill-switch.ts";

/** Orders for the child besides its settings. */
export interface ChildOrders {
  /** The start of its fast clock; null for real time. */
  readonly clockStartedAt: number | null;
  /** The error of its machine's clock. */
  readonly skewMs: number;
  /** Null for the product's own. */
  readonly sendGraceMs: number | null;
  readonly killPoint: KillPoint | null;
  /** True if it reports the points that it passes. */
  readonly isTold: boolean;
  /** True if its model has a tool, which records each of its calls in a file. */
  readonly hasTool: boolean;
  /** True if its model is offered the tools of reminders. */
  readonly hasReminders: boolean;
  /** True if its model is offered what the settings switch on, such as pictures. */
  readonly hasRegistry: boolean;
  /**
   * True if each part of its answers is a picture, which contains the text and looks like any
   * other.
   */
  readonly isInPictures: boolean;
  /** True if its answers are spoken: a voice note ends with its text. */
  readonly isSpoken: boolean;
  /** True if the last part of each answer has a button, where it is short enough. */
  readonly hasButtons: boolean;
}

/** Longer than a bot waits for its database. */
const LISTENS_WITHIN_MS = 90_000;
/** Longer than a stop may take, and than a bot lives that is to die at a point. */
const ENDS_WITHIN_MS = 180_000;

/**
 * The folder in which each bot of `buildBot` writes its whole log; null for none. The folder must
 * exist.
 */
const LOG_FOLDER = process.env["CHAOS_LOGS"] ?? null;

/** The folder of a run of many tests, which removes it; null for a file that runs alone. */
const RUN_FOLDER = process.env["TEST_RUN_FOLDER"] ?? null;

/** The child's command line. */
export interface ChildArguments extends ChildOrders {
  readonly logFolder: string | null;
}

export interface BotProcess {
  /** The port that it listens on, or null when it died before; for taking too long it is killed. */
  readonly ready: Promise<number | null>;
  /** Resolves when it is dead, with the signal that killed it, if one did. */
  readonly exited: Promise<string | number | null>;
  /** Resolves when it is dead; rejects when it does not end. */
  ended(): Promise<void>;
  /** From its start until it listened, in milliseconds; null as long as it does not. */
  readyMs(): number | null;
  /** The points passed so far, if it was ordered to report them. */
  readonly passed: readonly Point[];
  readonly pid: number;
  /** Returns its exit code; null while it runs, or if a signal ended it. */
  exitCode(): number | null;
  /** Its output on standard error. */
  readonly complaint: Promise<string>;
  send(signal: NodeJS.Signals): void;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

export interface BotProgram {
  readonly command: (orders: ChildOrders) => string[];
  /** True if it runs in real time, without orders. */
  readonly isRealTime: boolean;
  remove(): void;
}

/** The product itself, as `bun run build` has made it. */
export function theExecutable(): BotProgram {
  const path = join(import.meta.dir, "../../dist/whatsapp-ai-bot");
  return { command: () => [path, "serve"], isRealTime: true, remove: () => {} };
}

/**
 * Makes one program of the whole bot: compiled ahead of time it costs half of its sources at every
 * start. In a run of many tests the first one that needs it makes it for all.
 */
export async function buildBot(): Promise<BotProgram> {
  if (RUN_FOLDER === null) {
    const folder = mkdtempSync(join(tmpdir(), "chaos-bot-"));
    await build(folder);
    return botIn(folder, () => rmSync(folder, { recursive: true, force: true }));
  }
  const folder = join(RUN_FOLDER, "chaos-bot");
  if (isFirst(`${folder}-begun`)) {
    await build(`${folder}-new`);
    renameSync(`${folder}-new`, folder);
  }
  await waitUntil("the program of the bot", () => existsSync(folder), { deadlineMs: 60_000 });
  return botIn(folder, () => {});
}

/** Makes a folder; returns false if it is there. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

async function build(outdir: string): Promise<void> {
  await Bun.build({
    entrypoints: [join(import.meta.dir, "child.ts")],
    outdir,
    target: "bun",
    format: "cjs",
    minify: true,
    bytecode: true,
  });
}

function botIn(folder: string, remove: () => void): BotProgram {
  const path = join(folder, "child.js");
  return {
    command: (orders) => {
      const given: ChildArguments = { ...orders, logFolder: LOG_FOLDER };
      return [process.execPath, "--no-env-file", path, JSON.stringify(given)];
    },
    isRealTime: false,
    remove,
  };
}

/** Starts a built bot as a process of its own, in `folder`, with these settings and no others. */
export function startBotProcess(
  program: BotProgram,
  folder: string,
  settings: Environment,
  orders: ChildOrders,
): BotProcess {
  const startedAt = performance.now();
  const child = Bun.spawn({
    cmd: program.command(orders),
    cwd: folder,
    env: settings,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
  const passed: Point[] = [];
  const { promise: ready, resolve } = Promise.withResolvers<number | null>();
  let readyMs: number | null = null;
  const tooLate = setTimeout(() => {
    process.stderr.write(`bot ${child.pid} is killed: not ready in ${LISTENS_WITHIN_MS} ms\n`);
    child.kill("SIGKILL");
  }, LISTENS_WITHIN_MS);

  async function listen(): Promise<void> {
    for await (const line of lines(child.stdout)) {
      if (line.startsWith("passed ")) passed.push(line.slice("passed ".length));
      const port = /^ready (\d+)|"port":(\d+)/.exec(line);
      if (port === null) continue;
      readyMs = performance.now() - startedAt;
      resolve(Number(port[1] ?? port[2]));
    }
    resolve(null);
  }

  const complaint = new Response(child.stderr).text();
  const heard = listen();
  void ready.then(() => clearTimeout(tooLate));
  const exited = child.exited.then(async () => {
    await heard;
    return child.signalCode;
  });
  const ended = async () => {
    await waitFor(`bot ${child.pid} to end`, exited, { deadlineMs: ENDS_WITHIN_MS });
  };
  return {
    ready,
    exited,
    ended,
    readyMs: () => readyMs,
    passed,
    pid: child.pid,
    exitCode: () => child.exitCode,
    complaint,
    send: (signal) => child.kill(signal),
    kill: async () => {
      child.kill("SIGKILL");
      await ended();
    },
  };
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
