import { agentPlatform } from "./agent-platform/definition.ts";
import { cloudApi } from "./cloud-api/definition.ts";
import { twilio } from "./twilio/definition.ts";

/**
 * Every channel, by the name that its settings give it. Their settings are documented in this order;
 * the first is the one that is enabled if none is chosen.
 */
export const CHANNELS = { twilio, "cloud-api": cloudApi, "agent-platform": agentPlatform };
