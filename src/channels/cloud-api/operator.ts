import type { ChannelOperator } from "../channel-operator.ts";
import { explainCode } from "../whatsapp-json/error-codes.ts";
import type { CloudApiChannelSettings } from "./channel.ts";
import { examineCloudApi } from "./examine.ts";
import { connectCloudApi, nextCloudApiSteps, setupCloudApi } from "./setup.ts";

/** The operator's view of the Cloud API, for the command line. */
export const cloudApiOperator: ChannelOperator<CloudApiChannelSettings> = {
  explainCode,
  examine: examineCloudApi,
  setup: setupCloudApi,
  connect: connectCloudApi,
  invite: () => "Write to the number on WhatsApp.",
  nextSteps: nextCloudApiSteps,
};
