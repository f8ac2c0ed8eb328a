import { cleanText } from "../../text/clean-text.ts";
import { catalogue } from "../../text/sentences.ts";
import { MAX_PERSONA_LENGTH } from "../prompt/persona.ts";
import type { CommandHandler } from "./command.ts";
import { bareWord, foldWord } from "../../text/fold-word.ts";

/** Keeps how the user wishes the assistant to be, or ends it; without a word it tells what holds. */
export const setPersona: CommandHandler = async (
  { turn, lane, argument, sentences },
  { store },
) => {
  const wish = cleanText(argument).trim();
  if (wish === "") {
    const { persona } = turn.user;
    return persona === null ? sentences.personaNone : sentences.personaIs(persona);
  }
  if ([...sentences.off, ...catalogue.en.off].some((off) => foldWord(off) === bareWord(wish))) {
    await store.setPreferences(lane, { persona: null });
    return sentences.personaOff;
  }
  if (Array.from(wish).length > MAX_PERSONA_LENGTH) {
    return sentences.personaTooLong(MAX_PERSONA_LENGTH);
  }
  await store.setPreferences(lane, { persona: wish });
  return sentences.personaSet;
};
