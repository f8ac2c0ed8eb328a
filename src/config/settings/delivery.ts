import { flag, oneOf, wholeNumber } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const delivery = group("Delivery");

/** The settings for messages that may have been lost on the way, whatever the messenger. */
export const deliverySettings = {
  outboundMode: delivery("OUTBOUND_MODE", oneOf("at-least-once", "at-most-once"), {
    default: "at-least-once",
    doc: "How to treat a part that may have been sent but that the messenger does not show: at-least-once sends it again, at-most-once gives it up.",
  }),
  sendGraceSeconds: delivery("SEND_GRACE_SECONDS", wholeNumber(25, 3_600), {
    default: "30",
    doc: "Seconds after which a part that the messenger does not show counts as not sent, and OUTBOUND_MODE applies. A higher value makes duplicates less likely and recovery slower.",
  }),
  mediaOutHours: delivery("MEDIA_OUT_HOURS", wholeNumber(1, 8_760), {
    default: "72",
    doc: "Hours for which a picture or file of an answer is kept after it was queued. It is removed one day after its delivery in any case.",
  }),
  catchUp: delivery("CATCH_UP", flag, {
    otherwise: "true in production, false in development",
    remedy: "write true or false",
    example: "true",
    doc: "Fetches messages that reached the messenger while this server was down. Use it only if one database serves the number.",
  }),
} satisfies Record<string, Setting>;
