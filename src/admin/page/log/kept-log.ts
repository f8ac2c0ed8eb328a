import type { LogLine } from "../../wire.ts";
import { subscribeToLog } from "../live.ts";
import { createObservable } from "../observable.ts";

const MAX_LINES = 1_000;

/** The lines that arrived since the page was opened, oldest first. */
export const keptLog = createObservable<readonly LogLine[]>([]);

/** Keeps the latest lines, so that they are there when the log is opened. */
export function keepLog(): () => void {
  return subscribeToLog((line) => keptLog.set([...keptLog.get().slice(1 - MAX_LINES), line]));
}
