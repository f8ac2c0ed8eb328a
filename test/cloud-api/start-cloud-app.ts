import { startTestApp, type TestApp } from "../harness.ts";
import { cloudApiSettingsFor, META } from "./account.ts";
import {
  type CloudApiStandIn,
  type CloudApiStandInOptions,
  createCloudApiStandIn,
} from "./stand-in.ts";

export interface CloudTestApp extends TestApp {
  readonly meta: CloudApiStandIn;
}

/** The bot between a WhatsApp Cloud API and an OpenAI on loopback. */
export async function startCloudApp(
  options: Parameters<typeof startTestApp>[0] & {
    readonly meta?: Partial<CloudApiStandInOptions>;
  } = {},
): Promise<CloudTestApp> {
  let meta: CloudApiStandIn | undefined;
  const bot = await startTestApp({
    ...options,
    messenger: (clock) => {
      meta = createCloudApiStandIn({
        ...META,
        webhookUrl: "http://127.0.0.1:1/webhook/whatsapp",
        clock,
        ...options.meta,
      });
      return { ...meta, settings: cloudApiSettingsFor(meta.url) };
    },
  });
  if (meta === undefined) throw new Error("the bot was started without its messenger");
  // Not spread: the bot's own properties change when it is restarted.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is the bot, with its messenger.
  return Object.create(bot, { meta: { value: meta } }) as CloudTestApp;
}
