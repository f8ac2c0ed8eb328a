import { isDeep } from "./depth.ts";

/** Shorter than the time limit of a test, which would end it without a word about the wait. */
const DEADLINE_MS = isDeep ? 600_000 : 20_000;

/** Enough for anything that only needs its turn in this process. */
const QUICK_LOOKS = 20;
const PAUSE_MS = 3;

interface Wait {
  /** Returns what there is instead, for the report. */
  readonly found?: () => unknown;
  readonly deadlineMs?: number;
}

/** Resolves or rejects as `promise` does; rejects at the deadline, and says what was awaited. */
export async function waitFor<T>(
  what: string,
  promise: Promise<T>,
  { found, deadlineMs = DEADLINE_MS }: Wait = {},
): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(inVain(what, deadlineMs, found)), deadlineMs);
  return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}

/** Resolves once `isSo`, which it asks again and again; rejects at the deadline likewise. */
export async function waitUntil(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  wait?: Wait,
): Promise<void> {
  let isOver = false;
  const look = async () => {
    for (let looks = 1; !isOver && !(await isSo()); looks += 1) await pauseAfter(looks);
  };
  await waitFor(what, look(), wait).finally(() => {
    isOver = true;
  });
}

/** Long waits, as for another process, must not take the processor from what they wait for. */
function pauseAfter(looks: number): Promise<void> {
  if (looks <= QUICK_LOOKS) return new Promise((resolve) => setImmediate(resolve));
  return Bun.sleep(PAUSE_MS);
}

function inVain(what: string, deadlineMs: number, found?: () => unknown): Error {
  const instead = found && `; found ${Bun.inspect(found(), { depth: 4 })}`;
  return new Error(`waited ${deadlineMs} ms in vain for ${what}${instead ?? ""}`);
}
