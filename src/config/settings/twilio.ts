import { flag, matching, oneOf, origin, text, whatsappNumber, wholeNumber } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const twilio = group("Twilio");

/** The account at Twilio, and how answers leave through it. */
export const twilioSettings = {
  twilioAccountSid: twilio(
    "TWILIO_ACCOUNT_SID",
    matching("AC followed by 32 hexadecimal digits", /^AC[0-9a-f]{32}$/i),
    {
      isRequired: true,
      remedy: "copy the Account SID from the start page of the Twilio console",
      example: "your_twilio_account_sid",
      doc: "The Account SID, from the start page of the Twilio console.",
    },
  ),
  twilioAuthToken: twilio("TWILIO_AUTH_TOKEN", text("the primary auth token"), {
    secret: true,
    isRequired: true,
    remedy: "copy the primary Auth Token from the start page of the Twilio console",
    example: "your_twilio_auth_token",
    doc: "The primary Auth Token: Twilio signs with no other one.",
  }),
  twilioWhatsappNumber: twilio("TWILIO_WHATSAPP_NUMBER", whatsappNumber, {
    isRequired: true,
    remedy: "copy it from the WhatsApp senders or the sandbox in the Twilio console",
    example: "your_twilio_whatsapp_number",
    doc: "The number that people write to, such as whatsapp:+14155238886 (the sandbox); the scheme may be left out.",
  }),
  twilioApiBaseUrl: twilio("TWILIO_API_BASE_URL", origin, {
    otherwise: "Twilio itself",
    remedy: "leave it out to talk to Twilio",
    example: "http://localhost:8001",
    doc: "A stand-in for Twilio's API, for tests; in production only on this machine.",
  }),
  replyMode: twilio("REPLY_MODE", oneOf("rest", "twiml"), {
    default: "rest",
    doc: "How answers leave: sent by Twilio's REST API, or in the webhook's own response, as a trial account must.",
  }),
  outboundMode: twilio("OUTBOUND_MODE", oneOf("at-least-once", "at-most-once"), {
    default: "at-least-once",
    doc: "What becomes of a part that may have been sent and left no trace at Twilio: sent once more, or given up.",
  }),
  sendGraceSeconds: twilio("SEND_GRACE_SECONDS", wholeNumber(25, 3_600), {
    default: "30",
    doc: "After so long without a trace at Twilio a part counts as not sent, and OUTBOUND_MODE decides; more is safer against doubles, and slower.",
  }),
  catchUp: twilio("CATCH_UP", flag, {
    otherwise: "true in production, false in development",
    remedy: "write true or false",
    example: "true",
    doc: "Fetches what reached Twilio while this server was away; for one database per number only.",
  }),
  twilioDeleteMedia: twilio("TWILIO_DELETE_MEDIA", flag, {
    default: "false",
    doc: "Removes Twilio's copy of a picture, recording or document once it has been answered.",
  }),
} satisfies Record<string, Setting>;
