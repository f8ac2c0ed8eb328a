import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../core/ports.ts";
import { type FrameLimits, readFrames } from "./read-frames.ts";

const SHELL = "/bin/sh";
const PS = "/bin/ps";
const PROC = "/proc";
/** A reading of /proc costs some 20 µs, one of `ps` some milliseconds. */
const WATCH_EVERY_MS = existsSync(PROC) ? 25 : 250;
/** What a child reserves in addresses beyond the memory that it uses. */
const RESERVED_BYTES = 700 * 1024 * 1024;
/**
 * JavaScriptCore reserves 1 GB of addresses for compiled code; where the limit does not allow that
 * it only interprets, ten times slower, or does not start at all. A parser needs far less.
 */
const CHILD_ENVIRONMENT = { BUN_JSC_jitMemoryReservationSize: String(64 * 1024 * 1024) };

export interface ChildLimits extends FrameLimits {
  /** Of the processor's time, over all threads; also for a child that outlives us. */
  readonly maxCpuSeconds: number;
  /** By the wall clock, for a child that waits for something: a busy machine must not reach it. */
  readonly deadlineMs: number;
  readonly maxMemoryBytes: number;
}

export interface ChildEnd {
  /** `answered`: it gave all its frames; `died`: it ended without; the others: it was killed. */
  readonly how: "answered" | "died" | "too-slow" | "too-big" | "too-talkative" | "aborted";
  /** The frames that came whole, also of a child that was killed in the next. */
  readonly frames: readonly Buffer[];
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | number | null;
  readonly peakMemoryBytes: number;
  readonly durationMs: number;
  /** Of the processor's time; null where the system does not say. */
  readonly cpuMs: number | null;
}

/**
 * Runs `command` with the file at `path` as its stdin, nothing of our environment, and an empty
 * folder of its own under `folder` to stand in; returns once it is gone, and its folder with it.
 * Throws only when the file or the command cannot be opened.
 */
export async function runChild(
  command: readonly string[],
  { path, folder }: { readonly path: string; readonly folder: string },
  limits: ChildLimits,
  {
    clock,
    abort,
  }: { readonly clock: Pick<Clock, "after">; readonly abort?: AbortSignal | undefined },
): Promise<ChildEnd> {
  const file = openSync(path, "r");
  let cwd: string | null = null;
  try {
    cwd = await mkdtemp(join(folder, "document-"));
    return await watchChild(spawn(command, file, cwd, limits), limits, clock, abort);
  } finally {
    closeSync(file);
    if (cwd !== null) await rm(cwd, { recursive: true, force: true });
  }
}

type Child = Bun.Subprocess<number, "pipe", "ignore">;

function spawn(
  command: readonly string[],
  stdin: number,
  cwd: string,
  { maxCpuSeconds, maxMemoryBytes }: ChildLimits,
): Child {
  const addressKb = Math.ceil((maxMemoryBytes + RESERVED_BYTES) / 1_024);
  // Where the system does not know a limit (macOS: -v), the watch is what remains. No core dump:
  // it would hold the document. Of time a soft limit first: its signal tells what happened.
  const time = `ulimit -S -t ${maxCpuSeconds}; ulimit -H -t ${maxCpuSeconds + 1}`;
  const limit = `ulimit -c 0; ${time}; ulimit -v ${addressKb}; exec "$@"`;
  const limited = existsSync(SHELL) ? [SHELL, "-c", limit, SHELL, ...command] : [...command];
  return Bun.spawn(limited, {
    cwd,
    env: CHILD_ENVIRONMENT,
    stdin,
    stdout: "pipe",
    stderr: "ignore",
  });
}

async function watchChild(
  child: Child,
  limits: ChildLimits,
  clock: Pick<Clock, "after">,
  abort: AbortSignal | undefined,
): Promise<ChildEnd> {
  const startedAt = performance.now();
  let killedFor: ChildEnd["how"] | null = null;
  let peak = 0;
  const kill = (why: ChildEnd["how"]) => {
    killedFor ??= why;
    child.kill("SIGKILL");
  };
  const onAbort = () => kill("aborted");
  const cancelDeadline = clock.after(limits.deadlineMs, () => kill("too-slow"));
  const watch = setInterval(() => {
    peak = Math.max(peak, peakBytes(child.pid));
    if (peak > limits.maxMemoryBytes) kill("too-big");
  }, WATCH_EVERY_MS);
  abort?.addEventListener("abort", onAbort);
  if (abort?.aborted === true) onAbort();
  try {
    const { frames, end } = await readFrames(child.stdout, limits);
    // A whole answer needs no more of the child, which may still hold timers or threads.
    if (end === "whole") kill("answered");
    if (end === "cut") kill("too-talkative");
    await child.exited;
    return {
      how: killedFor ?? "died",
      frames,
      exitCode: child.exitCode,
      signal: child.signalCode,
      // Not what the system tells of an ended child: that counts what we ourselves held at its start.
      peakMemoryBytes: peak,
      durationMs: Math.round(performance.now() - startedAt),
      cpuMs: cpuMsOf(child),
    };
  } finally {
    cancelDeadline();
    clearInterval(watch);
    abort?.removeEventListener("abort", onAbort);
    child.kill("SIGKILL");
    await child.exited;
  }
}

function cpuMsOf(child: Child): number | null {
  const usage = child.resourceUsage();
  return usage === undefined ? null : Math.round(Number(usage.cpuTime.total) / 1_000);
}

/** The most that a process held so far; 0 where the system does not say, or the process is gone. */
function peakBytes(pid: number): number {
  return existsSync(PROC) ? peakByProc(pid) : residentByPs(pid);
}

function peakByProc(pid: number): number {
  try {
    const status = readFileSync(`${PROC}/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}

/** For systems without /proc, such as macOS. */
function residentByPs(pid: number): number {
  if (!existsSync(PS)) return 0;
  const { stdout } = Bun.spawnSync([PS, "-o", "rss=", "-p", String(pid)], { env: {} });
  return Number(stdout.toString()) * 1_024;
}
