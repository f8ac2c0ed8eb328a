import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../src/config.ts";
import type { KillPoint, Point } from "./kill-switch.ts";

/** What the child is told beside its settings. */
export interface ChildOrders {
  readonly clockStartedAt: number;
  readonly sendGraceMs: number;
  readonly killPoint: KillPoint | null;
  /** Whether it says which points it passes. */
  readonly isTold: boolean;
}

export interface BotProcess {
  /** The port that it listens on, or null when it died before. */
  readonly ready: Promise<number | null>;
  /** Resolves when it is dead, with the signal that killed it, if one did. */
  readonly exited: Promise<string | number | null>;
  /** From its start until it listened, in milliseconds; null as long as it does not. */
  readyMs(): number | null;
  /** What it has passed so far, when it was ordered to say so. */
  readonly passed: readonly Point[];
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

export interface BotProgram {
  readonly path: string;
  remove(): void;
}

/** Makes one program of the whole bot: compiled ahead of time it costs half of its sources at every start. */
export async function buildBot(): Promise<BotProgram> {
  const outdir = mkdtempSync(join(tmpdir(), "chaos-bot-"));
  await Bun.build({
    entrypoints: [join(import.meta.dir, "child.ts")],
    outdir,
    target: "bun",
    format: "cjs",
    minify: true,
    bytecode: true,
  });
  return {
    path: join(outdir, "child.js"),
    remove: () => rmSync(outdir, { recursive: true, force: true }),
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
    cmd: [process.execPath, "--no-env-file", program.path, JSON.stringify(orders)],
    cwd: folder,
    env: settings,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const passed: Point[] = [];
  const { promise: ready, resolve } = Promise.withResolvers<number | null>();
  let readyMs: number | null = null;

  async function listen(): Promise<void> {
    for await (const line of lines(child.stdout)) {
      const [word, ...rest] = line.split(" ");
      if (word === "passed") passed.push(rest.join(" "));
      if (word === "ready") {
        readyMs = performance.now() - startedAt;
        resolve(Number(rest[0]));
      }
    }
    resolve(null);
  }

  const heard = listen();
  const exited = child.exited.then(async () => {
    await heard;
    return child.signalCode;
  });
  return {
    ready,
    exited,
    readyMs: () => readyMs,
    passed,
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
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
