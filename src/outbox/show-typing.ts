import type { Logger, Messenger } from "../core/ports.ts";

/** Returns the function that shows the sender of a message that an answer is being written; it never throws. */
export function createTyping(deps: {
  readonly messenger: Pick<Messenger, "showTyping">;
  /** Whether the answer goes out in the webhook's response, which is waited for already. */
  readonly isPulled: boolean;
  readonly log: Logger;
}): (sid: string) => void {
  const { messenger, isPulled, log } = deps;
  return (sid) => {
    if (isPulled) return;
    messenger
      .showTyping(sid)
      .catch((error: unknown) => log.debug("typing could not be shown", { sid, error }));
  };
}
