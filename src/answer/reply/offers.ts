import type { Choice, Offer } from "../../core/choices.ts";
import { LANGUAGES } from "../../core/language.ts";
import type { TurnUser } from "../../store/turn.ts";
import { catalogue, type Sentences } from "../../text/sentences.ts";

/** Returns the offer of the parts that are held. */
export function offerOfMore({ moreOffer, moreWords, buttons }: Sentences): Offer {
  return { choices: [{ id: `/${moreWords[0]}`, title: buttons.more }], inWords: moreOffer };
}

/** Returns the offer to complete an answer that was cut short, which says so itself. */
export function offerToGoOn({ buttons }: Sentences): Offer {
  return { choices: [{ id: buttons.goOn.toLowerCase(), title: buttons.goOn }], inWords: "" };
}

/** Returns the offer below a greeting, which names the command for help itself. */
export function offerToBegin(user: TurnUser, sentences: Sentences): Offer {
  return { choices: [helpChoice(sentences), ...otherLanguages(user, sentences)], inWords: "" };
}

export function helpChoice({ helpWord, buttons }: Sentences): Choice {
  return { id: helpWord, title: buttons.help };
}

/** Returns the languages that a user who has chosen none may prefer. */
export function otherLanguages({ language }: TurnUser, sentences: Sentences): Choice[] {
  return language === null
    ? languageChoices().filter(({ title }) => title !== sentences.ownName)
    : [];
}

export function languageChoices(): Choice[] {
  return LANGUAGES.map((language) => {
    const { ownName } = catalogue[language];
    return { id: `/language ${ownName.toLowerCase()}`, title: ownName };
  });
}
