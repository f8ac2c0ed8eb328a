import type { SettingsView } from "../admin/routes/settings.ts";
import type { SettingItem } from "../admin/wire.ts";
import { LIVE_SETTINGS, type LiveSetting, type LiveSettings } from "../config/live-settings.ts";
import { settings } from "../config/settings.ts";
import { type Config, describeConfig, readStored } from "../config.ts";
import { ConfigError } from "../core/errors.ts";

const liveByName = new Map<string, LiveSetting>(
  LIVE_SETTINGS.map((key) => [settings[key].env, key]),
);

/** Shows the settings as they hold, and checks changes to them. */
export function createSettingsView(
  live: LiveSettings<Config>,
  apply: () => Promise<void>,
): SettingsView {
  const { config } = live;
  return {
    list: () => {
      const shown = describeConfig(config, Infinity);
      const stored = live.applied();
      return Object.values(settings).map((setting): SettingItem => {
        const { env, group, doc } = setting;
        const isGiven = config.given.has(env);
        const value = shown[env] ?? "not set";
        return {
          name: env,
          group,
          doc,
          value: value === "not set" ? null : value,
          origin: isGiven ? "environment" : env in stored ? "page" : "default",
          isSecret: "secret" in setting,
          isEditable: !isGiven && liveByName.has(env),
          choices: setting.kind.choices ?? null,
        };
      });
    },
    faultOf: (name, value) => {
      if (!Object.values(settings).some(({ env }) => env === name)) {
        return { kind: "unknown", text: `There is no setting ${name}.` };
      }
      if (config.given.has(name)) {
        const text = `${name} is set by the environment or .env: change it there and start the bot again.`;
        return { kind: "locked", text };
      }
      const key = liveByName.get(name);
      if (key === undefined) {
        const text = `${name} takes effect only at a start: set it in the environment or in .env.`;
        return { kind: "locked", text };
      }
      try {
        if (value !== null) readStored(key, value);
        return null;
      } catch (error) {
        if (error instanceof ConfigError) return { kind: "misfit", text: error.faults.join(" ") };
        throw error;
      }
    },
    apply,
  };
}
