import { key, matching, origin } from "../../config/kinds.ts";
import { group, type Setting } from "../../config/setting.ts";

const cloudApi = group("WhatsApp Cloud API, in place of Twilio", "cloud-api");

/** The settings of a number at Meta's WhatsApp Cloud API. */
export const cloudApiSettings = {
  whatsappAccessToken: cloudApi("WHATSAPP_ACCESS_TOKEN", key("an access token"), {
    secret: true,
    isRequired: true,
    remedy: "create a permanent token of a system user in Meta's Business Settings",
    example: "your_whatsapp_access_token",
    doc: "The permanent access token of a system user, with whatsapp_business_messaging and whatsapp_business_management.",
  }),
  whatsappPhoneNumberId: cloudApi(
    "WHATSAPP_PHONE_NUMBER_ID",
    matching("the ID of the phone number, which has digits only", /^\d{5,25}$/),
    {
      isRequired: true,
      remedy: "copy it from the app's page WhatsApp, API setup: not the number itself",
      example: "your_whatsapp_phone_number_id",
      doc: "The ID of the number that users write to, from the app's page WhatsApp, API setup; not the number itself.",
    },
  ),
  whatsappAppSecret: cloudApi(
    "WHATSAPP_APP_SECRET",
    matching("32 hexadecimal digits", /^[0-9a-f]{32}$/i),
    {
      secret: true,
      isRequired: true,
      remedy: "copy it from the app's page App settings, Basic",
      example: "your_whatsapp_app_secret",
      doc: "The app secret, with which Meta signs webhooks.",
    },
  ),
  whatsappVerifyToken: cloudApi("WHATSAPP_VERIFY_TOKEN", key("a word of your own"), {
    secret: true,
    otherwise: "one that is derived from WHATSAPP_APP_SECRET and shown by setup",
    remedy: "use visible ASCII characters without spaces, or leave it out",
    example: "a-word-of-your-own",
    doc: "The verify token that is entered in Meta's page of the webhook.",
  }),
  whatsappReminderTemplate: cloudApi(
    "WHATSAPP_REMINDER_TEMPLATE",
    matching(
      "a template's name and language, such as reminder:en",
      /^[a-z0-9_]{1,512}:[a-z]{2,3}(_[A-Z]{2,3})?$/,
    ),
    {
      otherwise: "such a reminder waits for the user's next message",
      remedy: "copy name and language of an approved template from WhatsApp Manager",
      example: "reminder:en",
      doc: "The name and language of an approved template whose variable {{1}} is a reminder: sends reminders that fall due more than 24 hours after the user's last message.",
    },
  ),
  whatsappApiVersion: cloudApi(
    "WHATSAPP_API_VERSION",
    matching("a version such as v26.0", /^v\d{2}\.\d$/),
    { default: "v26.0", doc: "The version of Meta's Graph API." },
  ),
  whatsappApiBaseUrl: cloudApi("WHATSAPP_API_BASE_URL", origin, {
    otherwise: "Meta",
    remedy: "leave it out to use Meta",
    example: "http://localhost:8002",
    isLocalInProduction: true,
    doc: "The base URL of a stand-in for Meta's Graph API, for tests; in production it must be on this machine.",
  }),
} satisfies Record<string, Setting>;
