import { join } from "node:path";
import {
  createPicturesStandIn,
  type PicturesStandIn,
  type PicturesStandInOptions,
} from "../../src/simulator/pictures-stand-in.ts";
import type { Overrides } from "../../src/app/overrides.ts";
import type { Environment } from "../../src/config.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { quickFolder } from "../quick-folder.ts";
import { type Script, startToolUpstream, type ToolUpstream } from "../tool-upstream.ts";
import type { Api } from "./tool-setup.ts";

export interface DrawingSetup {
  readonly bot: TestApp;
  readonly upstream: ToolUpstream;
  readonly pictures: PicturesStandIn;
  /** Writes as Ada, and waits for the answer. */
  say(body: string, quotedSid?: string): Promise<void>;
  /** The messages that reached Ada's phone: the text of each, and the type of its file. */
  arrived(): { readonly body: string; readonly file: string | null; readonly sid: string }[];
  /** The charges of pictures, in nano-dollars, each with whether it is an estimate. */
  charged(): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** Words of a picture cost $5 a million tokens, pictures $8 in and $30 out, as at OpenAI. */
const PRICE = { input: 8, text: 5, cached: 2, cacheWrite: 8, output: 30 };

/** A bot that can draw, with a model that does what the script says. */
export async function setUpDrawing(
  api: Api,
  script: Script,
  more: PicturesStandInOptions & {
    readonly settings?: Environment;
    readonly around?: Overrides["around"];
  } = {},
): Promise<DrawingSetup> {
  const upstream = startToolUpstream(script);
  const pictures = createPicturesStandIn({ maxSide: 64, ...more });
  const provider = new URL(pictures.url).host;
  const pricesFile = join(quickFolder("prices-"), "prices.json");
  const price = { kind: "picture", provider, model: "a-painter", unit: "million tokens", ...PRICE };
  await Bun.write(pricesFile, JSON.stringify({ prices: [price] }));
  const bot = await startTestApp({
    settings: {
      OPENAI_API: api,
      OPENAI_BASE_URL: upstream.baseUrl,
      OPENAI_CAPABILITIES: "vision",
      IMAGE_MODEL: "a-painter",
      IMAGE_BASE_URL: pictures.url,
      PRICES_FILE: pricesFile,
      ...more.settings,
    },
    ...(more.around && { around: more.around }),
  });
  return {
    bot,
    upstream,
    pictures,
    say: async (body, quotedSid) => {
      await bot.twilio.sendText({ from: ADA, body, ...(quotedSid !== undefined && { quotedSid }) });
      await bot.settle(10_000);
    },
    arrived: () =>
      bot.twilio.journal.messages.map(({ body, attached: [file], sid }) => ({
        body,
        file: file?.contentType ?? null,
        sid,
      })),
    charged: () =>
      bot.rows(
        "SELECT CAST(nano_dollars AS TEXT) AS nano, is_estimated FROM charges WHERE kind = 'picture' ORDER BY id",
      ),
    stop: async () => {
      await Promise.all([bot.stop(), upstream.stop(), pictures.stop()]);
    },
  };
}

/** The call of the tool. */
export const drawing = (description: string, changes = false, shape = "square") => ({
  name: "create_picture",
  args: { description, shape, changes_picture: changes },
});

/** Has each of these pictures drawn first, and then says the last words. */
export const drawingThen =
  (words: string, ...calls: ReturnType<typeof drawing>[]): Script =>
  ({ results }) => {
    const next = calls[results.length];
    return next === undefined ? words : [next];
  };
