import type { Setting } from "./setting.ts";

/**
 * Returns the channels that are enabled: those of which any setting is given that they require. When
 * none is, the first one is, so that what it lacks is said.
 */
export function enabledChannels<Name extends string>(
  settings: readonly (Setting & { readonly channel: Name | null })[],
  isGiven: (setting: Setting) => boolean,
): readonly Name[] {
  const namesIn = (some: typeof settings) => [...new Set(some.flatMap((one) => one.channel ?? []))];
  const enabled = namesIn(settings.filter((one) => "isRequired" in one && isGiven(one)));
  return enabled.length > 0 ? enabled : namesIn(settings).slice(0, 1);
}
