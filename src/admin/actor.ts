import type { Arrival } from "./boundary.ts";

/** The sender of a request: an owner, a link of the terminal, or the API's token. */
export type Actor =
  | { readonly kind: "owner"; readonly address: string; readonly expiresAt: number }
  | { readonly kind: "terminal"; readonly expiresAt: number }
  | { readonly kind: "token" };

const admitted = new WeakMap<Request, { readonly actor: Actor; readonly arrival: Arrival }>();

/** Returns how the record of changes names a sender. */
export function nameOf(actor: Actor): string {
  return actor.kind === "owner" ? actor.address : actor.kind;
}

/** Notes who sent a request that the guard has admitted. */
export function admitAs(arrival: Arrival, actor: Actor): void {
  admitted.set(arrival.request, { actor, arrival });
}

/** Returns who sent a request behind the guard. */
export function actorOf(request: Request): Actor {
  return admissionOf(request).actor;
}

/** Returns how a request behind the guard reached us. */
export function arrivalOf(request: Request): Arrival {
  return admissionOf(request).arrival;
}

function admissionOf(request: Request): { readonly actor: Actor; readonly arrival: Arrival } {
  const admission = admitted.get(request);
  if (admission === undefined) throw new Error("the request did not pass the guard");
  return admission;
}
