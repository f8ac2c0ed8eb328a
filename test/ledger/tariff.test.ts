import { expect, test } from "bun:test";
import { countryOf } from "../../src/ledger/country-of.ts";
import { formatMoney } from "../../src/ledger/format-money.ts";
import { ourPrices } from "../../src/ledger/price-list.ts";
import { NO_LIMITS } from "../../src/store/charges.ts";
import { createTariff } from "../../src/ledger/tariff.ts";

test.each([
  ["whatsapp:+14155550123", "US"],
  ["whatsapp:+5511999990000", "BR"],
  ["whatsapp:+593987654321", "EC"],
  ["whatsapp:+18095550123", "DO"],
  ["whatsapp:+48123456789", "PL"],
  ["whatsapp:BR.abc", "BR"],
  ["whatsapp:+4915100000000", null],
  ["other:name", null],
])("the country of %s is %p", (address, country) => {
  expect(countryOf(address)).toBe(country);
});

const tariffIn = (billingTimezone: string) =>
  createTariff({
    limits: NO_LIMITS,
    prices: ourPrices(),
    timezone: "Europe/Berlin",
    billingTimezone,
    channelOf: (sid) => (sid.startsWith("SM") ? "twilio" : null),
  });

test("the free messages of a month begin anew where the account is, not where the bot is", () => {
  const edge = Date.UTC(2026, 11, 1, 2, 30);
  expect(tariffIn("America/Sao_Paulo").monthOf(edge)).toBe("2026-11");
  expect(tariffIn("UTC").monthOf(edge)).toBe("2026-12");
});

test("a day of 23 or 25 hours ends at midnight all the same", () => {
  const { dayOf } = tariffIn("UTC");
  // Clocks go back on 25 October 2026 and forward on 28 March 2027 in Berlin.
  expect(dayOf(Date.UTC(2026, 9, 24, 22))).toBe("2026-10-25");
  expect(dayOf(Date.UTC(2026, 9, 25, 22, 59))).toBe("2026-10-25");
  expect(dayOf(Date.UTC(2026, 9, 25, 23))).toBe("2026-10-26");
  expect(dayOf(Date.UTC(2027, 2, 27, 23))).toBe("2027-03-28");
  expect(dayOf(Date.UTC(2027, 2, 28, 21, 59))).toBe("2027-03-28");
  expect(dayOf(Date.UTC(2027, 2, 28, 22))).toBe("2027-03-29");
});

test("only WhatsApp's messages are charged what Meta takes", () => {
  const tariff = tariffIn("UTC");
  expect(tariff.delivered("SM1", { to: "whatsapp:+14155550123", from: null })).toMatchObject({
    provider: "meta",
    nanoDollars: 3_400_000n,
  });
  expect(tariff.delivered("SM1", { to: "other:+14155550123", from: null })).toBeNull();
  expect(tariff.received("other-1")).toBeNull();
  expect(tariff.freePerMonth).toBe(1_000);
});

test("money is written as a language writes it", () => {
  expect(formatMoney(4_200_000n, "en")).toBe("$0.0042");
  expect(formatMoney(12_340_000_000n, "pt-BR").replaceAll("\u00A0", " ")).toBe("US$ 12,34");
});
