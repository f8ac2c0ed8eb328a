import { timeZoneOf } from "../../core/time-zone.ts";
import { isWindowOpen } from "../../core/reply-window.ts";
import type { Reminder } from "../../store/reminders.ts";
import { createReminderDescriber } from "../../text/describe-reminder.ts";
import { bareWord, foldWord } from "../../text/fold-word.ts";
import { defineCommand } from "./command.ts";

/** Lists the user's reminders by their numbers, and cancels them. */
export const showReminders = defineCommand({
  name: "reminders",
  argument: "optional",
  isEnabled: ({ reminders }) => reminders,
  isForModel: (argument) => /\p{L}\s/u.test(argument) && readCancellation(argument) === null,
  languages: {
    en: {
      words: ["reminders", "reminder"],
      help: "what I am to remind you of; “/reminders cancel 2” cancels one",
      cancel: ["cancel", "delete", "remove"],
      all: ["all"],
      none: "You have no reminders.",
      ask: "To be reminded of something, just ask me, for example: remind me tomorrow at nine to call the dentist",
      head: (zone: string) => `Your reminders (${zone}):`,
      foot: (number: number) => `Write “/reminders cancel ${number}” to cancel one.`,
      cancelled: (texts: string) => `Cancelled: ${texts}`,
      unknown: (number: string) => `You have no reminder ${number}.`,
      outside:
        "Unless you write to me in the 24 hours before it is due, a reminder comes with your next message.",
      never: "A reminder comes with your next message after it is due.",
    },
    es: {
      words: ["recordatorios", "recordatorio"],
      help: "lo que debo recordarte; «/recordatorios cancelar 2» cancela uno",
      cancel: ["cancelar", "cancela", "borrar", "borra", "quitar", "quita"],
      all: ["todos", "todo"],
      none: "No tienes recordatorios.",
      ask: "Para que te recuerde algo, pídemelo, por ejemplo: recuérdame mañana a las nueve que llame al dentista",
      head: (zone) => `Tus recordatorios (${zone}):`,
      foot: (number) => `Escribe «/recordatorios cancelar ${number}» para cancelar uno.`,
      cancelled: (texts) => `Cancelado: ${texts}`,
      unknown: (number) => `No tienes ningún recordatorio ${number}.`,
      outside:
        "Si no me escribes en las 24 horas anteriores, un recordatorio llega con tu próximo mensaje.",
      never: "Un recordatorio llega con el primer mensaje que me escribas después de su hora.",
    },
    pt: {
      words: ["lembretes", "lembrete"],
      help: "o que devo lembrar; “/lembretes cancelar 2” cancela um",
      cancel: ["cancelar", "cancela", "cancele", "apagar", "apague", "remover"],
      all: ["todos", "tudo"],
      none: "Você não tem lembretes.",
      ask: "Para eu lembrar você de algo, é só pedir, por exemplo: me lembre amanhã às nove de ligar para o dentista",
      head: (zone) => `Seus lembretes (${zone}):`,
      foot: (number) => `Escreva “/lembretes cancelar ${number}” para cancelar um.`,
      cancelled: (texts) => `Cancelado: ${texts}`,
      unknown: (number) => `Você não tem nenhum lembrete ${number}.`,
      outside:
        "Se você não me escrever nas 24 horas anteriores, um lembrete chega com a sua próxima mensagem.",
      never: "Um lembrete chega com a primeira mensagem que você escrever depois da hora dele.",
    },
  },
  run: async ({ turn, argument, own, sentences }, { store, timezone, windowOf }) => {
    const all = await store.remindersOf(turn.userId);
    if (all.length === 0) return `${own.none} ${own.ask}`;
    const wish = readCancellation(argument);
    if (wish === null) {
      const zone = timeZoneOf(turn.user) ?? timezone;
      const describe = createReminderDescriber(sentences.language, zone);
      const lines = all.map((one) => `${one.number}. ${describe(one)}: ${one.text}`);
      const rules = windowOf(turn.sid);
      const isLate = ({ dueAt, schedule }: Reminder) =>
        (schedule?.repeat ?? null) !== null ||
        (dueAt !== null && !isWindowOpen(turn.receivedAt, dueAt, rules));
      const isWarned = rules.window !== "none" && !rules.hasTemplate && all.some(isLate);
      const warning = rules.window === "never" ? own.never : own.outside;
      return [
        `${own.head(zone)}\n${lines.join("\n")}`,
        ...(isWarned ? [warning] : []),
        ...(/\p{L}/u.test(argument) ? [own.ask] : []),
        own.foot(all.at(-1)?.number ?? 1),
      ].join("\n\n");
    }
    const meant = wish.numbers.map((number) => all.find((one) => one.number === number));
    const found = wish.isAll ? all : meant.filter((one) => one !== undefined);
    const unknown = wish.numbers.filter((_, index) => meant[index] === undefined);
    const effect = { kind: "cancel-reminders", ids: found.map(({ id }) => id) } as const;
    return {
      text: [
        ...(found.length === 0 ? [] : [own.cancelled(found.map(({ text }) => text).join(", "))]),
        ...unknown.map((number) => own.unknown(String(number))),
        ...(found.length + unknown.length === 0 ? [own.foot(all.at(-1)?.number ?? 1)] : []),
      ].join("\n"),
      topic: "reminders",
      effects: [effect],
    };
  },
});

interface Cancellation {
  readonly isAll: boolean;
  readonly numbers: readonly number[];
}

const WORDS: readonly (typeof showReminders.languages)["en"][] = Object.values(
  showReminders.languages,
);

/** Words beside them that change nothing; any other might: “do not cancel 2”, “cancel the one of 2 pm”. */
const BESIDE = "and y e the el los las o os as my mis meus number numero please por favor".split(
  " ",
);

/**
 * Reads what is to be cancelled, in any language; null if a text asks for nothing to be, or if it is
 * not certain what.
 */
function readCancellation(text: string): Cancellation | null {
  const words = text
    .split(/[\s,;]+/)
    .map(bareWord)
    .filter((word) => word !== "");
  const isAnyOf = (word: string, known: readonly string[]) =>
    known.some((one) => foldWord(one) === word);
  const isOf = (kind: "cancel" | "all" | "words") => (word: string) =>
    WORDS.some((own) => isAnyOf(word, own[kind]));
  const rest = words.filter((word) => !isOf("cancel")(word));
  const others = rest.filter((word) => !isOf("all")(word));
  const numbers = others.filter((word) => /^\d{1,3}$/.test(word));
  const isClear = others.every(
    (word) => numbers.includes(word) || isOf("words")(word) || BESIDE.includes(word),
  );
  const isAll = others.length < rest.length;
  if (rest.length === words.length || !isClear || (isAll && numbers.length > 0)) return null;
  return { isAll, numbers: [...new Set(numbers.map(Number))] };
}

/** Returns true if a message after the list, such as “cancel 2”, names reminders to cancel. */
export function cancelsReminders(text: string): boolean {
  const wish = text.length > 60 ? null : readCancellation(text);
  return wish !== null && (wish.isAll || wish.numbers.length > 0);
}
