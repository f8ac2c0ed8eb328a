import { flag, key, type Kind, matching, oneOf, origin } from "../../config/kinds.ts";
import { group, type Setting } from "../../config/setting.ts";
import { whatsappAddresses } from "../../core/whatsapp-address.ts";

const twilio = group("Twilio", "twilio");

/** A phone number in any usual spelling: E.164 with its scheme in front. */
const whatsappNumber: Kind<string> = {
  expects: "a number with its country code, such as whatsapp:+14155238886",
  read: (given) => {
    const address = whatsappAddresses.read(given);
    return address !== null && whatsappAddresses.isNumber(address) ? address : undefined;
  },
};

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
  twilioAuthToken: twilio("TWILIO_AUTH_TOKEN", key("the primary auth token"), {
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
    isLocalInProduction: true,
    doc: "A stand-in for Twilio's API, for tests; in production only on this machine.",
  }),
  replyMode: twilio("REPLY_MODE", oneOf("rest", "twiml"), {
    default: "rest",
    doc: "How answers leave: sent by Twilio's REST API, or in the webhook's own response, as a trial account must.",
  }),
  twilioDeleteMedia: twilio("TWILIO_DELETE_MEDIA", flag, {
    default: "false",
    doc: "Removes Twilio's copy of a picture, recording or document once it has been answered.",
  }),
} satisfies Record<string, Setting>;
