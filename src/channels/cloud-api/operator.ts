import type { ChannelOperator } from "../channel-operator.ts";
import { explainCode } from "../whatsapp-json/error-codes.ts";
import type { CloudApiChannelSettings } from "./channel.ts";
import { examineCloudApi } from "./examine.ts";
import { WEBHOOK_PATH } from "./webhook-path.ts";
import { connectCloudApi, nextCloudApiSteps, setupCloudApi } from "./setup.ts";

/** The operator's view of the Cloud API, for the command line. */
export const cloudApiOperator: ChannelOperator<CloudApiChannelSettings> = {
  offer: {
    label: "WhatsApp Cloud API, directly at Meta",
    cost: "Meta's rate for each answer, nothing else",
    audience: "businesses with a portfolio at Meta",
    needs: "an app, a number and a payment method at Meta, and a public address",
  },
  explainCode,
  examine: examineCloudApi,
  setup: setupCloudApi,
  connect: connectCloudApi,
  webhooks: (origin) => [
    { what: "Callback URL, with the field messages", url: `${origin}${WEBHOOK_PATH}` },
  ],
  invite: () => "Write to the number on WhatsApp.",
  nextSteps: nextCloudApiSteps,
};
