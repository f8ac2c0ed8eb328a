import type { ChannelApp, ConformingChannel } from "./channels.ts";

/** One property that users rely on, whatever the channel. */
export interface Case {
  readonly area: string;
  /** A sentence about a user or an operator. */
  readonly title: string;
  /** Returns whether a channel has what the case is about; every channel has it if absent. */
  isFor?(channel: ConformingChannel): boolean;
  run(channel: ConformingChannel): Promise<void>;
}

/** Runs the bot on a channel, with a model that answers everything alike. */
export async function withBot(
  channel: ConformingChannel,
  answer: string,
  work: (app: ChannelApp) => Promise<void>,
): Promise<void> {
  const app = await channel.start();
  app.bot.openai.onMessage(/[^]*/, { content: answer });
  try {
    await work(app);
  } finally {
    await app.bot.stop();
  }
}

export const states = ({ bot }: ChannelApp) =>
  bot.rows("SELECT state, error_code FROM deliveries ORDER BY id");
