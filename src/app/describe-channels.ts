import type { OpenChannel } from "../admin/routes/channels.ts";
import { explainCodesOf } from "../channels/channel-operator.ts";
import type { Channels } from "../channels/join-channels.ts";
import { settings } from "../config/settings.ts";
import type { Config } from "../config.ts";
import { CHANNELS } from "../channels/registry.ts";
import type { ExplainCode } from "../explain/describe-timeline.ts";

/** Loads what the open channels say to the operator: their setup, their webhooks, their codes. */
export async function describeChannels(
  config: Config,
  channels: Pick<Channels, "all">,
): Promise<{
  readonly described: () => Promise<readonly OpenChannel[]>;
  readonly explainCode: ExplainCode;
}> {
  const operators = await Promise.all(
    config.channels.map(async (name) => ({ name, operator: await CHANNELS[name].operator() })),
  );
  const given = openlyGiven(config);
  return {
    explainCode: explainCodesOf(operators.map(({ operator }) => operator)),
    described: async () =>
      operators.flatMap(({ name, operator }) => {
        const own = channels.all.filter((one) => one.name.split(" ")[0] === name);
        return own.map(({ name: full, address }) => ({
          name: full,
          address,
          webhooks: operator.webhooks(config.publicUrl),
          setup: operator.nextSteps(given, config.publicUrl),
          invitation: operator.invite(given),
        }));
      }),
  };
}

/** Returns the settings that are texts and no secrets, by their names in the environment. */
function openlyGiven(config: Config): Readonly<Record<string, string>> {
  const values: Readonly<Record<string, unknown>> = config;
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, setting]) => {
      const value = values[key];
      return typeof value === "string" && !("secret" in setting) ? [[setting.env, value]] : [];
    }),
  );
}
