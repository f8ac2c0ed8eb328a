import type { ChannelOperator } from "../channel-operator.ts";
import type { TwilioChannelSettings } from "./channel.ts";
import { explainCode } from "./error-codes.ts";
import { examineTwilio } from "./examine.ts";
import { connectTwilio, nextTwilioSteps } from "./connect.ts";
import { setupTwilio } from "./setup.ts";

/** The operator's view of Twilio, for the command line. */
export const twilioOperator: ChannelOperator<TwilioChannelSettings> = {
  offer: {
    label: "Twilio",
    cost: "$0.005 each way to Twilio, and Meta's rate for each answer",
    audience: "businesses; anyone can try it with the sandbox, without a number",
    needs: "a Twilio account and a public address",
  },
  explainCode,
  examine: examineTwilio,
  setup: setupTwilio,
  connect: connectTwilio,
  webhooks: (origin) => [
    { what: "When a message comes in (POST)", url: `${origin}/webhook` },
    {
      what: "Status callback (POST), which each send names itself",
      url: `${origin}/webhook/status`,
    },
  ],
  invite: ({ TWILIO_WHATSAPP_NUMBER: number = "" }) =>
    `Write to ${number.replace("whatsapp:", "")} on WhatsApp.`,
  nextSteps: nextTwilioSteps,
};
