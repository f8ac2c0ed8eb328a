import { CHANNELS } from "../channels/registry.ts";
import { PROVIDERS } from "../models/registry.ts";
import type { Kind } from "./kinds.ts";
import { mergeSettings } from "./merge-settings.ts";
import type { Setting } from "./setting.ts";
import { applicationSettings } from "./settings/application.ts";
import { conversationSettings } from "./settings/conversation.ts";
import { deliverySettings } from "./settings/delivery.ts";
import { limitSettings } from "./settings/limits.ts";
import { pictureSettings } from "./settings/pictures.ts";
import { toolSettings } from "./settings/tools.ts";
import { userSettings } from "./settings/users.ts";
import { webhookSettings } from "./settings/webhooks.ts";
import { serverSettings } from "./settings/server.ts";

/**
 * All settings: one file in settings/ per topic, and one in the folder of each channel and provider.
 * .env.example, the table of settings and the Config are generated from this, in this order.
 */
export const settings = {
  ...applicationSettings,
  ...serverSettings,
  ...mergeSettings(Object.values(CHANNELS)),
  ...deliverySettings,
  ...mergeSettings(PROVIDERS),
  ...conversationSettings,
  ...toolSettings,
  ...pictureSettings,
  ...userSettings,
  ...limitSettings,
  ...webhookSettings,
} satisfies Record<string, Setting>;

type Settings = typeof settings;
type ValueOf<S> = S extends { kind: Kind<infer T> } ? T : never;

/** The names of all channels, as their settings give them. */
export type ChannelName = NonNullable<Settings[keyof Settings]["channel"]>;

/** The given or default values; null if a rule decides. */
export type Values = {
  readonly [K in keyof Settings]: Settings[K] extends { otherwise: string }
    ? ValueOf<Settings[K]> | null
    : ValueOf<Settings[K]>;
} & {
  /** The enabled channels, at least one; required settings of the others may be missing. */
  readonly channels: readonly [ChannelName, ...ChannelName[]];
  /** The names of the settings that the environment, or a file beside it, sets. */
  readonly given: ReadonlySet<string>;
};
