import { startOf } from "../../core/calendar.ts";
import type { Usage } from "../../store/people.ts";
import { defineCommand } from "./command.ts";

/** Shows how many messages were sent and tokens spent, today and this month. */
export const showUsage = defineCommand({
  name: "usage",
  forAdmins: false,
  plainWord: true,
  argument: "none",
  languages: {
    en: {
      words: ["usage"],
      help: "what you have used today and this month",
      report: (today: Usage, month: Usage) =>
        `Today: ${inEnglish(today.messages)} messages, ${inEnglish(today.tokens)} tokens.\nThis month: ${inEnglish(month.messages)} messages, ${inEnglish(month.tokens)} tokens.`,
    },
    es: {
      words: ["uso", "consumo"],
      help: "lo que has usado hoy y este mes",
      report: (today, month) =>
        `Hoy: ${inSpanish(today.messages)} mensajes, ${inSpanish(today.tokens)} tokens.\nEste mes: ${inSpanish(month.messages)} mensajes, ${inSpanish(month.tokens)} tokens.`,
    },
    pt: {
      words: ["uso", "consumo"],
      help: "o que você usou hoje e neste mês",
      report: (today, month) =>
        `Hoje: ${inPortuguese(today.messages)} mensagens, ${inPortuguese(today.tokens)} tokens.\nNeste mês: ${inPortuguese(month.messages)} mensagens, ${inPortuguese(month.tokens)} tokens.`,
    },
  },
  run: async ({ turn, own }, { store, clock, timezone }) => {
    const now = clock.now();
    const today = await store.usageSince(turn, startOf("day", now, timezone));
    const month = await store.usageSince(turn, startOf("month", now, timezone));
    return own.report(today, month);
  },
});

const inEnglish = (amount: number) => amount.toLocaleString("en");
const inSpanish = (amount: number) => amount.toLocaleString("es");
const inPortuguese = (amount: number) => amount.toLocaleString("pt-BR");
