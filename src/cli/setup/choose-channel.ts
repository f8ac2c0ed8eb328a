import { isCancel, note, select } from "@clack/prompts";
import { CHANNELS } from "../../channels/registry.ts";
import type { ChannelOperator } from "../../channels/channel-operator.ts";
import { type Config, type Environment, readSettings } from "../../config.ts";
import type { ChannelName } from "../../config/settings.ts";

/**
 * Describes every channel in three lines and asks which one fits; the enabled one comes first. Null
 * if the user leaves.
 */
export async function chooseChannel(env: Environment): Promise<ChannelOperator<Config> | null> {
  const [enabled] = readSettings(env).config.channels;
  const names = Object.keys(CHANNELS).filter((name): name is ChannelName => name in CHANNELS);
  const offered = await Promise.all(
    names.map(async (name) => ({ name, operator: await CHANNELS[name].operator() })),
  );
  const text = offered.map(({ operator: { offer } }) =>
    [
      offer.label,
      `  Cost: ${offer.cost}`,
      `  For: ${offer.audience}`,
      `  Needs: ${offer.needs}`,
    ].join("\n"),
  );
  note(text.join("\n\n"), "Ways to WhatsApp");
  const choice = await select({
    message: "Which way fits?",
    options: offered.map(({ name, operator }) => ({ value: name, label: operator.offer.label })),
    initialValue: enabled,
  });
  if (isCancel(choice)) return null;
  return offered.find(({ name }) => name === choice)?.operator ?? null;
}
