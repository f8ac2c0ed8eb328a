import { flag, key, type Kind, matching, oneOf, origin } from "../../config/kinds.ts";
import { group, type Setting } from "../../config/setting.ts";
import { whatsappAddresses } from "../../core/whatsapp-address.ts";

const twilio = group("Twilio", "twilio");

/** Accepts a phone number in any usual spelling, and returns E.164 with the scheme in front. */
const whatsappNumber: Kind<string> = {
  expects: "a number with its country code, such as whatsapp:+14155238886",
  read: (given) => {
    const address = whatsappAddresses.read(given);
    return address !== null && whatsappAddresses.isNumber(address) ? address : undefined;
  },
};

/** The settings of the Twilio account, and of how answers are sent through it. */
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
  twilioAuthToken: twilio("TWILIO_AUTH_TOKEN", key("the primary auth token"), {
    secret: true,
    isRequired: true,
    remedy: "copy the primary Auth Token from the start page of the Twilio console",
    example: "your_twilio_auth_token",
    doc: "The primary Auth Token; Twilio signs webhooks with it alone.",
  }),
  twilioWhatsappNumber: twilio("TWILIO_WHATSAPP_NUMBER", whatsappNumber, {
    isRequired: true,
    remedy: "copy it from the WhatsApp senders or the sandbox in the Twilio console",
    example: "your_twilio_whatsapp_number",
    doc: "The number that users write to, such as whatsapp:+14155238886 (the sandbox); the scheme may be left out.",
  }),
  twilioApiBaseUrl: twilio("TWILIO_API_BASE_URL", origin, {
    otherwise: "Twilio",
    remedy: "leave it out to use Twilio",
    example: "http://localhost:8001",
    isLocalInProduction: true,
    doc: "The base URL of a stand-in for Twilio's API, for tests; in production it must be on this machine.",
  }),
  replyMode: twilio("REPLY_MODE", oneOf("rest", "twiml"), {
    default: "rest",
    doc: "How answers are sent: rest through Twilio's REST API, twiml in the webhook's response, for trial accounts.",
  }),
  reminderTemplate: twilio(
    "REMINDER_TEMPLATE",
    matching("HX followed by 32 hexadecimal digits", /^HX[0-9a-f]{32}$/i),
    {
      otherwise: "such a reminder waits for the user's next message",
      remedy: "copy the Content SID of an approved template from Twilio's Content Template Builder",
      example: "HX00000000000000000000000000000000",
      doc: "The Content SID of an approved WhatsApp template whose variable {{1}} is a reminder: sends reminders that fall due more than 24 hours after the user's last message.",
    },
  ),
  twilioDeleteMedia: twilio("TWILIO_DELETE_MEDIA", flag, {
    default: "false",
    doc: "Deletes Twilio's copy of a picture, recording or document once it has been answered, a day later if an owner answers it.",
  }),
} satisfies Record<string, Setting>;
