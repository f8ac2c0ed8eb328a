import type { ChannelOperator } from "../channel-operator.ts";
import type { TwilioChannelSettings } from "./channel.ts";
import { explainCode } from "./error-codes.ts";
import { examineTwilio } from "./examine.ts";
import { nextTwilioSteps, setupTwilio } from "./setup.ts";

/** What the command line asks about Twilio. */
export const twilioOperator: ChannelOperator<TwilioChannelSettings> = {
  explainCode,
  examine: examineTwilio,
  setup: setupTwilio,
  nextSteps: nextTwilioSteps,
};
