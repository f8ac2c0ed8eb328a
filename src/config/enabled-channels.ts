import type { Setting } from "./setting.ts";

/**
 * Returns the enabled channels: those of which any required setting is given. If there is none,
 * returns the first channel, so that its missing settings are reported.
 */
export function enabledChannels<Name extends string>(
  settings: readonly (Setting & { readonly channel: Name | null })[],
  isGiven: (setting: Setting) => boolean,
): readonly Name[] {
  const namesIn = (some: typeof settings) => [...new Set(some.flatMap((one) => one.channel ?? []))];
  const enabled = namesIn(settings.filter((one) => "isRequired" in one && isGiven(one)));
  return enabled.length > 0 ? enabled : namesIn(settings).slice(0, 1);
}
