import { createDayNamer } from "../core/calendar.ts";
import { whatsappAddresses } from "../core/whatsapp-address.ts";
import type { MoneyLimits, NewCharge, Tariff } from "../store/charges.ts";
import { countryOf } from "./country-of.ts";
import type { PriceList } from "./price-list.ts";
import { carriagePrice, serviceMessagePrice } from "./price-of.ts";

/** The number of delivered service messages per number and month for which Meta charges nothing. */
const FREE_PER_MONTH = 1_000;

export interface TariffRules {
  readonly prices: PriceList;
  /** The time zone in which a day of the budgets begins. */
  readonly timezone: string;
  /**
   * The time zone in which a month of Meta's free messages begins: that of the WhatsApp Business
   * account.
   */
  readonly billingTimezone: string;
  readonly limits: MoneyLimits;
  /** Returns the channel that a message's id belongs to; null if none is open. */
  channelOf(sid: string): string | null;
}

/** Creates a tariff from a list of prices. */
export function createTariff(rules: TariffRules): Tariff {
  const { prices, channelOf } = rules;
  const dayOf = createDayNamer(rules.timezone);
  const billingDayOf = createDayNamer(rules.billingTimezone);

  function carriage(sid: string, direction: "in" | "out"): NewCharge | null {
    const channel = channelOf(sid);
    const price = channel === null ? null : carriagePrice(channel, direction, prices);
    if (channel === null || price === null) return null;
    const kind = direction === "in" ? "message in" : "message out";
    return {
      kind,
      channel,
      provider: channel,
      model: "carriage",
      units: { messages: 1 },
      ...price,
    };
  }

  return {
    received: (sid) => carriage(sid, "in"),
    accepted: (sid) => carriage(sid, "out"),
    delivered: (sid, { to }) => {
      const channel = channelOf(sid);
      if (!to.startsWith(whatsappAddresses.scheme)) return null;
      const country = countryOf(to);
      return {
        kind: "message out",
        channel,
        provider: "meta",
        model: "service",
        units: { messages: 1, country: country ?? "unknown" },
        ...serviceMessagePrice(country, prices),
      };
    },
    limits: rules.limits,
    freePerMonth: FREE_PER_MONTH,
    monthOf: (at) => billingDayOf(at).slice(0, 7),
    dayOf,
  };
}
