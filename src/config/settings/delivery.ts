import { flag, oneOf, wholeNumber } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const delivery = group("Delivery");

/** What is done about messages that may have been lost on the way, whatever the messenger. */
export const deliverySettings = {
  outboundMode: delivery("OUTBOUND_MODE", oneOf("at-least-once", "at-most-once"), {
    default: "at-least-once",
    doc: "What becomes of a part that may have been sent and left no trace at the messenger: sent once more, or given up.",
  }),
  sendGraceSeconds: delivery("SEND_GRACE_SECONDS", wholeNumber(25, 3_600), {
    default: "30",
    doc: "After so long without a trace at the messenger a part counts as not sent, and OUTBOUND_MODE decides; more is safer against doubles, and slower.",
  }),
  catchUp: delivery("CATCH_UP", flag, {
    otherwise: "true in production, false in development",
    remedy: "write true or false",
    example: "true",
    doc: "Fetches what reached the messenger while this server was away; for one database per number only.",
  }),
} satisfies Record<string, Setting>;
