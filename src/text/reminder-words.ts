import type { Language } from "../core/language.ts";

const en = {
  daily: "every day",
  everyWeekday: "Monday to Friday",
  weekly: (days: string) => `every ${days}`,
  monthly: (day: number) => `every month on day ${day}`,
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
    yearly: (date) => `cada año el ${date}`,
    until: (date) => `hasta el ${date}`,
    waiting: "espera tu próximo mensaje",
  },
  pt: {
    daily: "todos os dias",
    everyWeekday: "de segunda a sexta",
    weekly: (days) => `toda ${days}`,
    monthly: (day) => `todo mês no dia ${day}`,
    yearly: (date) => `todo ano em ${date}`,
    until: (date) => `até ${date}`,
    waiting: "espera a sua próxima mensagem",
  },
};
