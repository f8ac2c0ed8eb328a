import type { Fact } from "../../store/facts.ts";
import type { Store } from "../../store/store.ts";
import type { ToolEffect } from "../../store/tool-effects.ts";
import type { Turn } from "../../store/turn.ts";
import type { ToolContext } from "./tool.ts";

/** The facts of a user as a call finds them, by the numbers that the model was shown. */
export interface KnownFacts {
  /** The stored facts and then the new ones of this turn; null in the place of one that is to be forgotten. */
  readonly numbered: readonly (string | null)[];
  /** Those that remain. */
  readonly left: readonly { readonly text: string }[];
}

/** Returns true if statements of a turn's user are remembered and shown to the model. */
export const usesMemory = ({ user }: Pick<Turn, "user">) => user.isMemoryOn && !user.isIncognito;

/** Reads the facts of a turn's user with all changes that are pending. */
export async function readFacts(
  { turn, pending }: Pick<ToolContext, "turn" | "pending">,
  store: Pick<Store, "factsOf">,
): Promise<KnownFacts> {
  return withChanges(await store.factsOf(turn.userId), pending);
}

function withChanges(stored: readonly Fact[], effects: readonly ToolEffect[]): KnownFacts {
  const numbered: (string | null)[] = stored.map(({ text }) => text);
  for (const effect of effects) {
    switch (effect.kind) {
      case "remember-fact":
        if (!numbered.includes(effect.text)) numbered.push(effect.text);
        break;
      case "forget-fact": {
        const place = numbered.indexOf(effect.text);
        if (place >= 0) numbered[place] = null;
        break;
      }
      case "set-reminder":
      case "change-reminder":
      case "cancel-reminders":
      case "set-time-zone":
      case "send-file":
        break;
    }
  }
  const left = numbered.filter((text) => text !== null).map((text) => ({ text }));
  return { numbered, left };
}
