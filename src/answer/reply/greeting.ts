import type { TurnUser } from "../../store/turn.ts";
import type { Sentences } from "../../text/sentences.ts";

export interface GreetingDeps {
  /** Null for the sentence of the user's language; empty for none. */
  readonly welcomeMessage: string | null;
}

/** Returns the greeting above a new user's first answer; null if there is none. */
export function greetingFor(
  { isWelcomed }: TurnUser,
  { welcome }: Sentences,
  { welcomeMessage }: GreetingDeps,
): string | null {
  return isWelcomed || welcomeMessage === "" ? null : (welcomeMessage ?? welcome);
}
