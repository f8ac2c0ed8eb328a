import { startOf } from "../../core/calendar.ts";
import { formatMoney } from "../../ledger/format-money.ts";
import type { Usage } from "../../store/users.ts";
import { defineCommand } from "./command.ts";

/** Shows how many messages were sent, and what tokens and money they took, today and this month. */
export const showUsage = defineCommand({
  name: "usage",
  argument: "none",
  languages: {
    en: {
      words: ["usage"],
      help: "what you have used today and this month",
      report: (today: Costs, month: Costs) =>
        `Today: ${inEnglish(today.messages)} messages, ${inEnglish(today.tokens)} tokens, ${inEnglish(today.nanoDollars)}.\nThis month: ${inEnglish(month.messages)} messages, ${inEnglish(month.tokens)} tokens, ${inEnglish(month.nanoDollars)}.`,
    },
    es: {
      words: ["uso", "consumo"],
      help: "lo que usaste hoy y este mes",
      report: (today, month) =>
        `Hoy: ${inSpanish(today.messages)} mensajes, ${inSpanish(today.tokens)} tokens, ${inSpanish(today.nanoDollars)}.\nEste mes: ${inSpanish(month.messages)} mensajes, ${inSpanish(month.tokens)} tokens, ${inSpanish(month.nanoDollars)}.`,
    },
    pt: {
      words: ["uso", "consumo"],
      help: "o que você usou hoje e neste mês",
      report: (today, month) =>
        `Hoje: ${inPortuguese(today.messages)} mensagens, ${inPortuguese(today.tokens)} tokens, ${inPortuguese(today.nanoDollars)}.\nNeste mês: ${inPortuguese(month.messages)} mensagens, ${inPortuguese(month.tokens)} tokens, ${inPortuguese(month.nanoDollars)}.`,
    },
  },
  run: async ({ turn, own }, { store, clock, timezone, dayOf }) => {
    const now = clock.now();
    const today = await store.usageSince(turn, startOf("day", now, timezone));
    const month = await store.usageSince(turn, startOf("month", now, timezone));
    const spent = await store.moneySpent(turn.userId, dayOf(now));
    return own.report({ ...today, nanoDollars: spent.day }, { ...month, nanoDollars: spent.month });
  },
});

interface Costs extends Usage {
  readonly nanoDollars: bigint;
}

const writtenIn = (locale: string) => (amount: number | bigint) =>
  typeof amount === "bigint" ? formatMoney(amount, locale) : amount.toLocaleString(locale);

const inEnglish = writtenIn("en");
const inSpanish = writtenIn("es");
const inPortuguese = writtenIn("pt-BR");
