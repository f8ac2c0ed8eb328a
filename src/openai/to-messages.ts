import type { ModelTurn } from "../core/ports.ts";

export interface Message {
  readonly role: ModelTurn["role"];
  readonly content: string;
}

/** The turns as both APIs take them; a lone surrogate, which no upstream can decode, becomes U+FFFD. */
export function toMessages(turns: readonly ModelTurn[]): Message[] {
  return turns.map(({ role, text }) => ({ role, content: text.toWellFormed() }));
}
