import { defineCommand } from "./command.ts";

/** Sends the parts of the newest answer that are held, or explains that there are none. */
export const showMore = defineCommand({
  name: "more",
  // Without a slash it is for the model unless parts are held, which is only known when it is
  // answered.
  plainWord: false,
  argument: "none",
  languages: {
    en: {
      words: ["more"],
      help: "the rest of a long answer",
      nothing: "There is no more: you have read all of my last answer.",
    },
    es: {
      words: ["más"],
      help: "el resto de una respuesta larga",
      nothing: "No hay más: ya leíste toda mi última respuesta.",
    },
    pt: {
      words: ["mais"],
      help: "o resto de uma resposta longa",
      nothing: "Não tem mais: você já leu toda a minha última resposta.",
    },
  },
  run: async ({ turn, lane, own }, { store, maxParts }) =>
    (await store.continueAnswer(lane, turn, maxParts)) === 0 ? own.nothing : null,
});
