import type { Language } from "../core/language.ts";

/** Of the first to the fourth, and the last. */
const ordinal = (words: string, week: number) => words.split(" ").at(week < 0 ? week : week - 1);

const en = {
  daily: "every day",
  everyWeekday: "Monday to Friday",
  weekly: (days: string, _first: number) => `every ${days}`,
  monthly: (day: number) => `every month on day ${day}`,
  ofMonth: (week: number, days: string, _first: number) =>
    `every month on the ${ordinal("first second third fourth last", week)} ${days}`,
  yearly: (date: string) => `every year on ${date}`,
  until: (date: string) => `until ${date}`,
  waiting: "waits for your next message",
};

/** The words of which descriptions of reminders are made. */
export const reminderWords: Readonly<Record<Language, typeof en>> = {
  en,
  es: {
    daily: "todos los días",
    everyWeekday: "de lunes a viernes",
    weekly: (days) => `cada ${days}`,
    monthly: (day) => `cada mes el día ${day}`,
    ofMonth: (week, days) =>
      `cada mes el ${ordinal("primer segundo tercer cuarto último", week)} ${days}`,
    yearly: (date) => `cada año el ${date}`,
    until: (date) => `hasta el ${date}`,
    waiting: "espera tu próximo mensaje",
  },
  pt: {
    daily: "todos os dias",
    everyWeekday: "de segunda a sexta",
    // Saturday (6) and Sunday are masculine, the other days are not.
    weekly: (days, first) => `${first > 5 ? "todo" : "toda"} ${days}`,
    monthly: (day) => `todo mês no dia ${day}`,
    ofMonth: (week, days, first) =>
      first > 5
        ? `todo mês no ${ordinal("primeiro segundo terceiro quarto último", week)} ${days}`
        : `todo mês na ${ordinal("primeira segunda terceira quarta última", week)} ${days}`,
    yearly: (date) => `todo ano em ${date}`,
    until: (date) => `até ${date}`,
    waiting: "espera a sua próxima mensagem",
  },
};
