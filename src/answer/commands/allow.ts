import { defineCommand } from "./command.ts";
import { describeUser } from "./describe-user.ts";
import { ownerOf } from "./owner-of.ts";
import { readUser } from "./read-user.ts";

/** Lets a user in and notifies them. */
export const allow = defineCommand({
  name: "allow",
  forAdmins: true,
  plainWord: false,
  argument: "required",
  languages: {
    en: {
      words: ["allow", "unblock"],
      help: "allow a user, by code or number",
      allowed: (user: string) => `${user} may write to me now.`,
      letIn: "Good news: you have access now. Write to me whenever you like.",
    },
    es: {
      words: ["permitir", "desbloquear"],
      help: "dar acceso a alguien, por código o número",
      allowed: (user) => `${user} ya puede escribirme.`,
      letIn: "Buenas noticias: ya tienes acceso. Escríbeme cuando quieras.",
    },
    pt: {
      words: ["permitir", "desbloquear"],
      help: "dar acesso a alguém, por código ou número",
      allowed: (user) => `${user} já pode escrever para mim.`,
      letIn: "Boas notícias: você já tem acesso. Escreva para mim quando quiser.",
    },
  },
  run: async ({ turn, written, argument, sentences, own, ownFor }, { store, admins }) => {
    const named = readUser(argument);
    if (named === null) return sentences.owner.accessNeedsUser(written);
    const letIn = (language: string | null) => ownFor(language).letIn;
    const user = await store.setAccess(named, "allowed", letIn, ownerOf(turn, admins));
    return user === null ? sentences.owner.userUnknown : own.allowed(describeUser(user));
  },
});
