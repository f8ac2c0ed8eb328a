import { createMomentNamer } from "../../core/calendar.ts";
import { findTimeZone, zonesOfNamedCountry } from "../../core/find-time-zone.ts";
import { timeZoneOf } from "../../core/time-zone.ts";
import { cleanText } from "../../text/clean-text.ts";
import { defineCommand } from "./command.ts";

const MAX_NAME_LENGTH = 60;

/** Shows the user's time zone, or stores the one of the city that follows the word. */
export const setTimeZone = defineCommand({
  name: "timezone",
  argument: "optional",
  languages: {
    en: {
      words: ["timezone", "tz"],
      help: "your time zone; “/timezone Berlin” changes it",
      current: (zone: string, now: string) =>
        `Your time zone is ${zone}, where it is ${now}. Write “/timezone New York” to change it.`,
      none: (zone: string, now: string) =>
        `I do not know your time zone, and go by ${zone}, where it is ${now}. Tell me the nearest large city, for example: /timezone New York`,
      isSet: (zone: string, now: string) =>
        `Done: ${zone}, where it is ${now}. Your reminders keep their local times.`,
      several: (place: string, zones: string) =>
        `${place} has several time zones. Name the nearest large city, or one of these: ${zones}`,
      unknown: (place: string) =>
        `I do not know the time zone of “${place}”. Name a large city near you, or write it like this: /timezone Europe/Berlin`,
    },
    es: {
      words: ["zonahoraria", "zona", "huso", "husohorario"],
      help: "tu zona horaria; «/zonahoraria Madrid» la cambia",
      current: (zone, now) =>
        `Tu zona horaria es ${zone}, donde son las ${now}. Escribe «/zonahoraria Nueva York» para cambiarla.`,
      none: (zone, now) =>
        `No conozco tu zona horaria y me guío por ${zone}, donde son las ${now}. Dime la ciudad grande más cercana, por ejemplo: /zonahoraria Nueva York`,
      isSet: (zone, now) =>
        `Listo: ${zone}, donde son las ${now}. Tus recordatorios conservan su hora local.`,
      several: (place, zones) =>
        `${place} tiene varias zonas horarias. Dime la ciudad grande más cercana, o una de estas: ${zones}`,
      unknown: (place) =>
        `No conozco la zona horaria de «${place}». Dime una ciudad grande cercana, o escríbela así: /zonahoraria Europe/Madrid`,
    },
    pt: {
      words: ["fusohorario", "fuso"],
      help: "o seu fuso horário; “/fusohorario Recife” muda",
      current: (zone, now) =>
        `O seu fuso horário é ${zone}, onde são ${now}. Escreva “/fusohorario Nova York” para mudar.`,
      none: (zone, now) =>
        `Não sei o seu fuso horário e uso ${zone}, onde são ${now}. Diga a cidade grande mais próxima, por exemplo: /fusohorario Recife`,
      isSet: (zone, now) =>
        `Pronto: ${zone}, onde são ${now}. Os seus lembretes mantêm a hora local.`,
      several: (place, zones) =>
        `${place} tem vários fusos horários. Diga a cidade grande mais próxima, ou um destes: ${zones}`,
      unknown: (place) =>
        `Não conheço o fuso horário de “${place}”. Diga uma cidade grande próxima, ou escreva assim: /fusohorario America/Sao_Paulo`,
    },
  },
  run: async ({ turn, argument, own, sentences }, { clock, timezone }) => {
    const timeIn = (zone: string) => createMomentNamer(sentences.language, zone)(clock.now()).time;
    const place = cleanText(argument).trim().slice(0, MAX_NAME_LENGTH);
    if (place === "") {
      const zone = timeZoneOf(turn.user);
      return zone === null ? own.none(timezone, timeIn(timezone)) : own.current(zone, timeIn(zone));
    }
    const timeZone = findTimeZone(place);
    if (timeZone === null) {
      const zones = zonesOfNamedCountry(place);
      return zones.length > 0 ? own.several(place, zones.join(", ")) : own.unknown(place);
    }
    return {
      text: own.isSet(timeZone, timeIn(timeZone)),
      topic: "timezone",
      effects: [{ kind: "set-time-zone", timeZone }],
    };
  },
});
