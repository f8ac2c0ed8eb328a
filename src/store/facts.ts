import type { Row } from "./row.ts";

/** A statement that a user asked the bot to remember; no other of the user has the same text. */
export type Fact = Omit<Row<"facts">, "userId">;

/** For each user. */
export const MAX_FACTS = 50;

/** In UTF-16 units, of all facts of a user together. */
export const MAX_FACTS_LENGTH = 1_500;

/** Returns whether one more fact may be stored beside those of its user; not if it is one of them. */
export function isRoomFor(text: string, facts: readonly Pick<Fact, "text">[]): boolean {
  const length = facts.reduce((sum, fact) => sum + fact.text.length, text.length);
  return (
    facts.length < MAX_FACTS &&
    length <= MAX_FACTS_LENGTH &&
    !facts.some((fact) => fact.text === text)
  );
}

/** A change to a user's facts that is stored with an answer; a fact is named by its text. */
export type FactEffect =
  | { readonly kind: "remember-fact"; readonly text: string }
  | { readonly kind: "forget-fact"; readonly text: string };
