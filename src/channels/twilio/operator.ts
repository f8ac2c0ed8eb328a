import type { ChannelOperator } from "../channel-operator.ts";
import type { TwilioChannelSettings } from "./channel.ts";
import { explainCode } from "./error-codes.ts";
import { examineTwilio } from "./examine.ts";
import { nextTwilioSteps, setupTwilio } from "./setup.ts";

/** The operator's view of Twilio, for the command line. */
export const twilioOperator: ChannelOperator<TwilioChannelSettings> = {
  explainCode,
  examine: examineTwilio,
  setup: setupTwilio,
  nextSteps: nextTwilioSteps,
};
