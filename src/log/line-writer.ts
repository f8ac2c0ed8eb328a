import { constants, fstatSync, openSync, writeSync } from "node:fs";

const STDOUT = 1;
/** The maximum size of lines that wait for their reader; a single line may be longer. */
const MAX_WAITING_BYTES = 1024 * 1024;
const FLUSH_TIMEOUT_MS = 1_000;
/** A slow reader is retried after a pause, which doubles up to the longest. */
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 64;

export interface LineWriter {
  /** Writes whole lines: now if the reader keeps up, else later, in order; or drops them. */
  write(lines: string): void;
  /** Writes the waiting lines, for a second at most: the last call before an exit. */
  flush(): void;
  /** Returns the number of calls of `write` whose lines were dropped, since the beginning. */
  dropped(): number;
}

/**
 * Writes lines to a file descriptor and never waits for its reader, if the descriptor does not
 * block. A line whose reader keeps up is written before `write` returns, so that no exit or crash
 * loses it. Once lines are accepted again, `onDropped` is called with the number of dropped lines,
 * at the place where they are missing; it may write.
 */
export function createLineWriter(fd: number, onDropped: (lines: number) => void): LineWriter {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  /** True if the first waiting line is the rest of a line, which is never dropped. */
  let isCut = false;
  /**
   * The last attempt failed for a reason other than a full buffer: the reader is gone, or the disk
   * is full.
   */
  let isGone = false;
  let unreported = 0;
  let total = 0;
  let pauseMs = FIRST_PAUSE_MS;
  let triedAt = 0;
  let timer: NodeJS.Timeout | null = null;

  function drop(lines: number): void {
    unreported += lines;
    total += lines;
  }

  /**
   * Writes as much as possible. Afterwards, lines wait only for a slow reader, or as the rest of a
   * line.
   */
  function drain(): void {
    try {
      for (let bytes = waiting[0]; bytes !== undefined; bytes = waiting[0]) {
        const written = writeSync(fd, bytes);
        waitingBytes -= written;
        isGone = false;
        isCut = written < bytes.length;
        pauseMs = FIRST_PAUSE_MS;
        if (isCut) waiting[0] = bytes.subarray(written);
        else waiting.shift();
      }
    } catch (error) {
      isGone = !isFull(error);
      triedAt = performance.now();
    }
    if (isGone) abandon();
    else if (waiting.length === 0) report();
  }

  function abandon(): void {
    const rest = waiting.slice(0, isCut ? 1 : 0);
    drop(waiting.length - rest.length);
    waiting = rest;
    waitingBytes = rest[0]?.length ?? 0;
  }

  function report(): void {
    const lines = unreported;
    unreported = 0;
    if (lines > 0) onDropped(lines);
  }

  function tryLater(): void {
    if (waiting.length === 0 || isGone || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      drain();
      tryLater();
    }, pauseMs);
    timer.unref();
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }

  return {
    write: (lines) => {
      const bytes = Buffer.from(lines);
      // Also between two turns of the event loop, for a burst of more than the reader's pipe holds.
      if (waiting.length > 0 && performance.now() - triedAt >= FIRST_PAUSE_MS) drain();
      const hasRoom = waiting.length === 0 || waitingBytes + bytes.length <= MAX_WAITING_BYTES;
      // Once lines are dropped, half of the buffer must be free, so that one report covers many of
      // them.
      const isBehind = unreported > 0 && waitingBytes > MAX_WAITING_BYTES / 2;
      if (!hasRoom || isBehind) return drop(1);
      if (!isGone) report();
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waiting.length === 1 || isGone) drain();
      tryLater();
    },
    flush: () => {
      const giveUpAt = performance.now() + FLUSH_TIMEOUT_MS;
      drain();
      while (waiting.length > 0 && !isGone && performance.now() < giveUpAt) {
        Bun.sleepSync(FIRST_PAUSE_MS);
        drain();
      }
    },
    dropped: () => total,
  };
}

/**
 * Returns a non-blocking descriptor of standard output: a pipe or terminal whose reader stops would
 * otherwise stop the whole process. Files stay as they are.
 */
export function unblockedStdout(platform: NodeJS.Platform = process.platform): number {
  // Windows knows no such descriptors, and may not say what kind its own are.
  if (platform === "win32") return STDOUT;
  const kind = fstatSync(STDOUT);
  // A character device is a terminal, or /dev/null; node:tty knows which, and slows every start.
  if (!kind.isFIFO() && !kind.isSocket() && !kind.isCharacterDevice()) return STDOUT;
  try {
    // A separate open file description: the flag of the given one would also apply to other
    // processes that share it.
    const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
    return openSync(`/proc/self/fd/${STDOUT}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch {
    // A socket, another user's pipe, or not Linux: Bun sets the flag when it creates a writer, which
    // is the part of process.stdout that takes no time.
    Bun.stdout.writer();
    return STDOUT;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAGAIN";
}
