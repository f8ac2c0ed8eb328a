import type { PricedMessage, PriceSource } from "../../core/message-prices.ts";
import { readDollars } from "../../core/read-dollars.ts";
import { toRecord } from "./call-twilio.ts";
import { type ListDeps, listMessages, toFilterTime } from "./list-messages.ts";

export interface TwilioPricesDeps extends ListDeps {
  /** Our own address, such as `whatsapp:+14155238886`. */
  readonly address: string;
}

const PAGE_SIZE = 1_000;
/** Twenty thousand messages of a span in each direction. */
const MAX_PAGES = 20;

/** The states in which a message stays, and which Twilio need not have a price for. */
const FAILED: ReadonlySet<unknown> = new Set(["failed", "undelivered", "canceled"]);

/** Creates the source of what messages cost, from Twilio's list of messages. */
export function createTwilioPrices(deps: TwilioPricesDeps): PriceSource {
  return {
    listPrices: async ({ from, to }) => {
      const messages: PricedMessage[] = [];
      let isWhole = true;
      for (const [name, direction] of [
        ["To", "in"],
        ["From", "out"],
      ] as const) {
        const query = new URLSearchParams({
          [name]: deps.address,
          "DateSent>": toFilterTime(from),
          "DateSent<": toFilterTime(to),
          PageSize: String(PAGE_SIZE),
        });
        const list = await listMessages(query, MAX_PAGES, deps);
        messages.push(...list.rows.flatMap((row) => toPriced(row, direction)));
        isWhole &&= list.isWhole;
      }
      return { messages, isWhole };
    },
  };
}

/** Returns nothing for a row that is no message of that direction. */
function toPriced(row: unknown, way: PricedMessage["direction"]): PricedMessage[] {
  const { sid, direction, date_sent: sent, ...rest } = toRecord(row) ?? {};
  const sentAt = Date.parse(String(sent));
  const isInbound = direction === "inbound";
  if (typeof sid !== "string" || Number.isNaN(sentAt) || isInbound !== (way === "in")) return [];
  return [{ sid, direction: way, sentAt, price: readPrice(rest) }];
}

// Twilio writes what it takes as a negative number, hours after the message.
function readPrice({
  price,
  price_unit: unit,
  status,
}: Readonly<Record<string, unknown>>): PricedMessage["price"] {
  if (price === null || price === undefined) {
    return FAILED.has(status) ? { kind: "none" } : { kind: "not-yet" };
  }
  const currency = String(unit).toUpperCase();
  if (currency !== "USD") return { kind: "foreign", currency };
  const nanoDollars = typeof price !== "string" ? null : readDollars(price.replace(/^[-+]/, ""));
  return nanoDollars === null ? { kind: "none" } : { kind: "known", nanoDollars };
}
