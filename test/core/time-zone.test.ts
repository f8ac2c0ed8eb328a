import { describe, expect, test } from "bun:test";
import { findTimeZone, zonesOfNamedCountry } from "../../src/core/find-time-zone.ts";
import { PLACE_NAMES } from "../../src/core/place-names.ts";
import { readTimeZone, timeZoneOf } from "../../src/core/time-zone.ts";

const zoneOf = (phoneNumber: string | null, externalUserId: string | null = null) =>
  timeZoneOf({ identity: { phoneNumber, externalUserId }, timeZone: null });

describe("a user's time zone follows from the number", () => {
  test.each([
    ["+4915112345678", "Europe/Berlin"],
    ["+447911123456", "Europe/London"],
    ["+33612345678", "Europe/Paris"],
    ["+919876543210", "Asia/Calcutta"],
    ["+18765550123", "America/Jamaica"],
    ["+5491123456789", "America/Argentina/Buenos_Aires"],
    ["+212612345678", "Africa/Casablanca"],
  ])("%s: %s", (number, zone) => {
    expect(zoneOf(`whatsapp:${number}`)).toBe(zone);
  });

  test.each([
    ["the United States", "+14155550123"],
    ["Canada", "+14165550123"],
    ["Brazil", "+5511987654321"],
    ["Mexico", "+5215512345678"],
    ["Russia", "+79161234567"],
    ["Australia", "+61412345678"],
    ["Spain, with the Canaries", "+34612345678"],
    ["Portugal, with the Azores", "+351912345678"],
  ])("but not where a country has several: %s", (_, number) => {
    expect(zoneOf(`whatsapp:${number}`)).toBeNull();
  });

  test("or from a username's country, and never against the user's own choice", () => {
    expect(zoneOf(null, "whatsapp:IT.abc123")).toBe("Europe/Rome");
    expect(zoneOf(null, "whatsapp:US.abc123")).toBeNull();
    const identity = { phoneNumber: "whatsapp:+4915112345678", externalUserId: null };
    expect(timeZoneOf({ identity, timeZone: "Asia/Tokyo" })).toBe("Asia/Tokyo");
  });
});

test("every name of a place leads to its time zone, and to no other", () => {
  const names = PLACE_NAMES.map(([name]) => name);
  expect(new Set(names).size).toBe(names.length);
  const clockIn = (timeZone: string) => {
    const format = new Intl.DateTimeFormat("en", {
      timeZone,
      dateStyle: "short",
      timeStyle: "long",
    });
    return [Date.UTC(2027, 0), Date.UTC(2027, 6)].map((at) => format.format(at)).join();
  };
  for (const [name, timeZone] of PLACE_NAMES) {
    const found = findTimeZone(name);
    expect([name, found === null ? null : clockIn(found)]).toEqual([name, clockIn(timeZone)]);
  }
});

describe("a time zone is found by what users call it", () => {
  test.each([
    ["Europe/Berlin", "Europe/Berlin"],
    ["europe/berlin", "Europe/Berlin"],
    ["Berlin.", "Europe/Berlin"],
    ["new york", "America/New_York"],
    ["Nueva York", "America/New_York"],
    ["Nova York", "America/New_York"],
    ["São Paulo", "America/Sao_Paulo"],
    ["sao paulo", "America/Sao_Paulo"],
    ["Los Ángeles", "America/Los_Angeles"],
    ["Ciudad de México", "America/Mexico_City"],
    ["Moscú", "Europe/Moscow"],
    ["Moscou", "Europe/Moscow"],
    ["Canárias", "Atlantic/Canary"],
    ["Lisboa", "Europe/Lisbon"],
    ["lisboa!", "Europe/Lisbon"],
    ["Londres", "Europe/London"],
    ["Varsóvia", "Europe/Warsaw"],
    ["VARSOVIA", "Europe/Warsaw"],
    ["Pekín", "Asia/Shanghai"],
    ["Tóquio", "Asia/Tokyo"],
    ["La Habana", "America/Havana"],
    ["Rio de Janeiro", "America/Sao_Paulo"],
    ["Medellin", "America/Bogota"],
    ["Quito", "America/Guayaquil"],
    ["Munich", "Europe/Berlin"],
    ["washington, d.c.", "America/New_York"],
    ["Alemania", "Europe/Berlin"],
    ["Samoa", "Pacific/Apia"],
    ["American Samoa", "Pacific/Pago_Pago"],
    ["UK", "Europe/London"],
    ["Myanmar", "Asia/Rangoon"],
    ["Paris, France", "Europe/Paris"],
    ["Berlin, Alemania", "Europe/Berlin"],
    ["Delhi, India", "Asia/Kolkata"],
    ["São Paulo, Brasil", "America/Sao_Paulo"],
    ["New York, US", "America/New_York"],
    ["Itália", "Europe/Rome"],
    ["Kolkata", "Asia/Kolkata"],
    ["Madrid, España", "Europe/Madrid"],
    ["Berlin, Germany", "Europe/Berlin"],
    ["San Juan, Puerto Rico", "America/Puerto_Rico"],
    ["UTC+2", "+02:00"],
    ["GMT-3:30", "-03:30"],
  ])("%s: %s", (text, zone) => {
    expect(findTimeZone(text)).toBe(zone);
  });

  test.each([
    "",
    "   ",
    "Brasil",
    "RU",
    "EST",
    "London, Ontario",
    "Paris, Brasil",
    "nowhere at all",
    "Berlin, Brasil",
    "../../etc/passwd",
    "9",
    "💥",
  ])("not by %p", (text) => {
    expect(findTimeZone(text)).toBeNull();
  });

  test("a country with several is known by them", () => {
    expect(zonesOfNamedCountry("Brasil")).toContain("America/Sao_Paulo");
    expect(zonesOfNamedCountry("nowhere")).toEqual([]);
  });

  test("an offset that no clock has is none", () => {
    expect(readTimeZone("+99:00")).toBeNull();
    expect(readTimeZone("UTC+2:75")).toBeNull();
  });
});
