import { defineCommand } from "./command.ts";
import { describeUser } from "./describe-user.ts";

const HOUR_MS = 60 * 60_000;

/** Gives the contact that the owner set, and notifies the owners of the request. */
export const askHuman = defineCommand({
  name: "human",
  // The user may add a reason.
  argument: "ignored",
  languages: {
    en: {
      words: ["human"],
      help: "reach a person",
      told: "I have told the owners of this number that you would like to talk to a person.",
      none: "I'm sorry, no one is available to take over here. You can keep writing to me.",
      wanted: (user: string) => `${user} would like to talk to a person. Please write to them.`,
    },
    es: {
      words: ["humano", "agente"],
      help: "hablar con una persona",
      told: "Avisé a los responsables de este número que quieres hablar con una persona.",
      none: "Lo siento, aquí no hay nadie que pueda atenderte. Puedes seguir escribiéndome a mí.",
      wanted: (user) => `${user} quiere hablar con una persona. Escríbele, por favor.`,
    },
    pt: {
      words: ["humano", "atendente"],
      help: "falar com uma pessoa",
      told: "Avisei aos responsáveis por este número que você quer falar com uma pessoa.",
      none: "Desculpe, não há ninguém aqui que possa atender você. Você pode continuar escrevendo para mim.",
      wanted: (user) => `${user} quer falar com uma pessoa. Escreva para ela, por favor.`,
    },
  },
  run: async ({ turn: { user, userId }, lane, own, ownFor }, { store, admins, humanContact }) => {
    await store.askForHuman(lane);
    const description = describeUser(user);
    for (const admin of admins) {
      await store.notify(admin, (language) => ownFor(language).wanted(description), {
        topic: `human:${userId}`,
        everyMs: HOUR_MS,
      });
    }
    const told = admins.length === 0 ? null : own.told;
    return [humanContact, told].filter(Boolean).join("\n\n") || own.none;
  },
});
