import type { ChaosMessenger } from "./load.ts";

const SHARE = 0.05;

/** From now on one send in twenty is taken, and its answer never comes. */
export function loseResponses(messenger: Pick<ChaosMessenger, "journal" | "faults">): {
  count(): number;
  end(): void;
} {
  let lost = 0;
  const stopWatching = messenger.journal.subscribe((event) => {
    if (event.kind !== "outbound" || Math.random() >= SHARE) return;
    // The next one: this one's answer is on its way.
    messenger.faults.next({ on: "create", kind: "lost-response" });
    lost += 1;
  });
  return { count: () => lost, end: stopWatching };
}
