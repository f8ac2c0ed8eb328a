import type { Logger, Messenger } from "../core/ports.ts";

/**
 * Returns the function that shows the typing indicator to the sender of a message; it never throws.
 */
export function createTyping(deps: {
  readonly messenger: Pick<Messenger, "showTyping">;
  /** True if the answer is returned in the webhook's response, for which the user already waits. */
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
