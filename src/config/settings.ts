import type { Kind } from "./kinds.ts";
import type { Setting } from "./setting.ts";
import { applicationSettings } from "./settings/application.ts";
import { conversationSettings } from "./settings/conversation.ts";
import { deliverySettings } from "./settings/delivery.ts";
import { limitSettings } from "./settings/limits.ts";
import { openaiSettings } from "./settings/openai.ts";
import { peopleSettings } from "./settings/people.ts";
import { serverSettings } from "./settings/server.ts";
import { twilioSettings } from "../channels/twilio/settings.ts";

/**
 * Every setting there is, a file in settings/ for each topic and one in the folder of each channel:
 * .env.example, the README's table and the Config are made from this, in this order.
 */
export const settings = {
  ...applicationSettings,
  ...serverSettings,
  ...twilioSettings,
  ...deliverySettings,
  ...openaiSettings,
  ...conversationSettings,
  ...peopleSettings,
  ...limitSettings,
} satisfies Record<string, Setting>;

type Settings = typeof settings;
type ValueOf<S> = S extends { kind: Kind<infer T> } ? T : never;

/** Every channel, by the name that its settings give it. */
export type ChannelName = NonNullable<Settings[keyof Settings]["channel"]>;

/** What was set or holds by default; null where a rule decides. */
export type Values = {
  readonly [K in keyof Settings]: Settings[K] extends { otherwise: string }
    ? ValueOf<Settings[K]> | null
    : ValueOf<Settings[K]>;
} & {
  /** Those that are enabled, one at least; of the others nothing that is required need be there. */
  readonly channels: readonly [ChannelName, ...ChannelName[]];
};
