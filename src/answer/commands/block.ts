import { identityOf, isListed } from "../../core/user-address.ts";
import { defineCommand } from "./command.ts";
import { describeUser } from "./describe-user.ts";
import { ownerOf } from "./owner-of.ts";
import { readUser } from "./read-user.ts";

/** Locks a user out without notifying them; an owner cannot be locked out. */
export const block = defineCommand({
  name: "block",
  forAdmins: true,
  plainWord: false,
  argument: "required",
  languages: {
    en: {
      words: ["block"],
      help: "block a user, by code or number",
      blocked: (user: string) => `${user} is blocked and gets no more answers.`,
      adminStays: "That is one of the owners; owners cannot be blocked.",
    },
    es: {
      words: ["bloquear"],
      help: "bloquear a alguien, por código o número",
      blocked: (user) => `${user} está bloqueado y no recibe más respuestas.`,
      adminStays: "Es uno de los responsables, y no se les puede bloquear.",
    },
    pt: {
      words: ["bloquear"],
      help: "bloquear alguém, por código ou número",
      blocked: (user) => `${user} está bloqueado e não recebe mais respostas.`,
      adminStays: "É um dos responsáveis, e eles não podem ser bloqueados.",
    },
  },
  run: async ({ turn, written, argument, sentences, own }, { store, admins }) => {
    const named = readUser(argument);
    if (named === null) return sentences.owner.accessNeedsUser(written);
    const known = await store.findUser(named);
    const isAdmin =
      ("address" in named && isListed(identityOf(named.address), admins)) ||
      (known !== null && isListed(known.identity, admins));
    if (isAdmin) return own.adminStays;
    const user = await store.setAccess(named, "blocked", null, ownerOf(turn, admins));
    return user === null ? sentences.owner.userUnknown : own.blocked(describeUser(user));
  },
});
