import type { Changed, LogLine } from "../wire.ts";
import { isSignedOut } from "./api.ts";
import { createObservable } from "./observable.ts";

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
const POLL_MS = 10_000;
/** The figures of the overview end with the present minute, also when nothing happens. */
const MINUTE_MS = 60_000;
/** A busy bot changes every second; lists and figures are read less often. */
const REREAD_MS = 3_000;

/** `polling`: without a stream, everything is read again from time to time. */
export const connection = createObservable<"connecting" | "live" | "polling">("connecting");

/** Receives what changed; null if anything may have. */
type ChangeListener = (changed: Changed | null) => void;

const changeListeners = new Set<ChangeListener>();
const logListeners = new Set<(line: LogLine) => void>();

export function subscribeToChanges(listener: ChangeListener): () => void {
  changeListeners.add(listener);
  return () => changeListeners.delete(listener);
}

/** Reads again after changes that affect it, but with a pause between two readings. */
export function rereadAfterChanges(
  isAffected: (changed: Changed) => boolean,
  reread: () => Promise<void>,
): () => void {
  let pause = 0;
  let isAwaited = false;

  function begin(): void {
    isAwaited = false;
    pause = window.setTimeout(() => {
      pause = 0;
      if (isAwaited) begin();
    }, REREAD_MS);
    void reread();
  }

  const unsubscribe = subscribeToChanges((changed) => {
    if (changed !== null && !isAffected(changed)) return;
    if (pause === 0) begin();
    else isAwaited = true;
  });
  return () => {
    clearTimeout(pause);
    isAwaited = false;
    unsubscribe();
  };
}

export function subscribeToLog(listener: (line: LogLine) => void): () => void {
  logListeners.add(listener);
  return () => logListeners.delete(listener);
}

function publish(changed: Changed | null): void {
  // A hidden tab reads everything again when it is shown.
  if (document.visibilityState === "hidden") return;
  for (const listener of changeListeners) listener(changed);
}

/** Follows the server's events until the session ends, and connects again with growing pauses. */
export function followEvents(): () => void {
  let source: EventSource | undefined;
  let retryMs = FIRST_RETRY_MS;
  let retry = 0;
  let poll = 0;
  const minute = window.setInterval(() => publish({ now: true, conversations: [] }), MINUTE_MS);

  function connect(): void {
    source = new EventSource("/admin/api/events");
    source.addEventListener("open", () => {
      const isFirst = connection.get() === "connecting";
      connection.set("live");
      retryMs = FIRST_RETRY_MS;
      clearInterval(poll);
      poll = 0;
      if (!isFirst) publish(null);
    });
    source.addEventListener("changed", ({ data }) => publish(JSON.parse(data)));
    source.addEventListener("log", ({ data }) => {
      const line: LogLine = JSON.parse(data);
      for (const listener of logListeners) listener(line);
    });
    source.addEventListener("error", () => {
      // The browser retries only after a broken connection, not after a refusal.
      source?.close();
      connection.set("polling");
      retry = window.setTimeout(connect, retryMs);
      retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
      if (poll === 0) poll = window.setInterval(() => publish(null), POLL_MS);
    });
  }

  function readAgain(): void {
    if (document.visibilityState === "visible") publish(null);
  }

  function reconnectNow(): void {
    clearTimeout(retry);
    source?.close();
    connect();
  }

  function stop(): void {
    clearTimeout(retry);
    clearInterval(poll);
    clearInterval(minute);
    source?.close();
    document.removeEventListener("visibilitychange", readAgain);
    window.removeEventListener("online", reconnectNow);
  }

  connect();
  document.addEventListener("visibilitychange", readAgain);
  window.addEventListener("online", reconnectNow);
  isSignedOut.subscribe((isOver) => {
    if (isOver) stop();
  });
  return stop;
}
