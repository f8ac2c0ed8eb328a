import { withoutMoments } from "../turns.ts";
import type { Overrides } from "../../src/app/overrides.ts";
import type { Environment } from "../../src/config.ts";
import { startTestApp, type TestApp } from "../harness.ts";
import { type ModelUpstream, startModelUpstream, type WirePart } from "../model-upstream.ts";

export interface MediaSetup {
  readonly bot: TestApp;
  readonly upstream: ModelUpstream;
  /** The parts of the last turn that the model was shown. */
  shown(): WirePart[];
  /** Its texts, one after the other. */
  shownText(): string;
  /** The text of the first turn that the model was shown. */
  firstText(): string;
  /** The pictures of all turns, as bytes. */
  shownPictures(): Uint8Array[];
  stop(): Promise<void>;
}

/** The bot before a model that keeps whole what it is shown. */
export async function setUpMedia(
  settings: Environment = {},
  around?: Overrides["around"],
): Promise<MediaSetup> {
  const upstream = startModelUpstream();
  const bot = await startTestApp({
    settings: { OPENAI_BASE_URL: upstream.baseUrl, ...settings },
    ...(around && { around }),
  });
  const turns = (): WirePart[][] =>
    (upstream.asked.at(-1)?.input ?? []).map(({ content }) =>
      typeof content === "string" ? [{ type: "input_text", text: content }] : content,
    );
  const shown = () => turns().at(-1) ?? [];
  return {
    bot,
    upstream,
    shown,
    shownText: () => textOf(shown()),
    firstText: () => textOf(turns()[0] ?? []),
    shownPictures: () =>
      turns()
        .flat()
        .flatMap((part) => (part.type === "input_image" ? [bytesOf(part.image_url)] : [])),
    stop: async () => {
      await bot.stop();
      await upstream.stop();
    },
  };
}

function textOf(parts: readonly WirePart[]): string {
  const texts = parts.flatMap((part) => (part.type === "input_text" ? [part.text] : []));
  return withoutMoments(texts.join("\n"));
}

function bytesOf(dataUrl: string): Uint8Array {
  return Buffer.from(dataUrl.split(",")[1] ?? "", "base64");
}
