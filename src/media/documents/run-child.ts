import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../core/ports.ts";
import { limitedCommand } from "../limited-command.ts";
import { type FrameLimits, readFrames } from "./read-frames.ts";

const PS = "/bin/ps";
const PROC = "/proc";
/** Reading /proc takes some 20 µs, running `ps` some milliseconds. */
const WATCH_EVERY_MS = existsSync(PROC) ? 25 : 250;
/** The addresses that a child reserves beyond the memory that it uses. */
const RESERVED_BYTES = 700 * 1024 * 1024;
/**
 * JavaScriptCore reserves 1 GB of addresses for compiled code; if the limit does not allow that, it
 * only interprets, ten times slower, or does not start at all. A parser needs far less.
 */
const CHILD_ENVIRONMENT = { BUN_JSC_jitMemoryReservationSize: String(64 * 1024 * 1024) };

export interface ChildLimits extends FrameLimits {
  /** The limit of processor time, over all threads; also limits a child that outlives us. */
  readonly maxCpuSeconds: number;
  /**
   * By the wall clock, for a child that waits for something: too long for a busy machine to reach.
   */
  readonly deadlineMs: number;
  readonly maxMemoryBytes: number;
}

export interface ChildEnd {
  /**
   * `answered`: it returned all its frames; `died`: it ended without; the others: it was killed.
   */
  readonly how: "answered" | "died" | "too-slow" | "too-big" | "too-talkative" | "aborted";
  /** The complete frames, also of a child that was killed during the next. */
  readonly frames: readonly Buffer[];
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | number | null;
  readonly peakMemoryBytes: number;
  readonly durationMs: number;
  /** The processor time; null if the system does not report it. */
  readonly cpuMs: number | null;
}

/**
 * Runs `command` with the file at `path` as its stdin, an empty environment, and an empty working
 * directory of its own under `folder`; returns once the process has ended and the directory is
 * removed. Throws only if the file or the command cannot be opened.
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
    // Windows may hold it a moment longer than the process: what was read counts, and the sweep of
    // old files removes the rest.
    if (cwd !== null) await rm(cwd, { recursive: true, force: true }).catch(() => {});
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
  // If the system does not support a limit (macOS: -v), the watch remains. No core dump: it would
  // contain the document. A soft time limit first: its signal shows the cause.
  const time = `ulimit -S -t ${maxCpuSeconds}; ulimit -H -t ${maxCpuSeconds + 1}`;
  const limit = `ulimit -c 0; ${time}; ulimit -v ${addressKb}`;
  return Bun.spawn(limitedCommand(command, limit), {
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
    // After a complete answer the child is not needed, and may still have timers or threads.
    if (end === "whole") kill("answered");
    if (end === "cut") kill("too-talkative");
    await child.exited;
    return {
      how: killedFor ?? "died",
      frames,
      exitCode: child.exitCode,
      signal: child.signalCode,
      // Not the system's figure for an ended child: that includes our own memory at its start.
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

/**
 * Returns the peak memory of a process; 0 if the system does not report it, or the process has
 * ended.
 */
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

/** Returns the memory on systems without /proc, such as macOS. */
function residentByPs(pid: number): number {
  if (!existsSync(PS)) return 0;
  const { stdout } = Bun.spawnSync([PS, "-o", "rss=", "-p", String(pid)], { env: {} });
  return Number(stdout.toString()) * 1_024;
}
