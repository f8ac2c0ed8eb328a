import type { UserMove } from "../core/message.ts";
import type { Logger } from "../core/ports.ts";
import type { Store } from "../store/store.ts";

/** Moves a user to the number or id that the messenger names, with everything that is stored. */
export async function moveUser(
  move: UserMove,
  { store, log }: { readonly store: Pick<Store, "moveUser">; readonly log: Logger },
): Promise<void> {
  const userId = await store.moveUser(move);
  if (userId === null) log.debug("move of an unknown user ignored");
  else log.info("user moved to another number or id", { user: userId });
}
