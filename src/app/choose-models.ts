import type { Config } from "../config.ts";
import { loadOnce } from "../core/load-once.ts";
import type { Clock, Logger, Model, Transcriber } from "../core/ports.ts";
import type { PictureModel } from "../core/picture-model.ts";
import type { Speaker } from "../core/speaker.ts";
import { type Circuits, protectModel, protectSpeaker } from "../core/protect-upstreams.ts";
import { systemClock } from "../core/system-clock.ts";
import type { Metrics } from "../http/metrics.ts";
import { observeModel } from "../http/observe-upstreams.ts";
import { isOpenAiOrigin } from "../core/openai-origin.ts";
import { createSpeaker } from "../models/openai/create-speaker.ts";
import { chooseProvider } from "../models/registry.ts";

/** Replacements for models, and what is around each. */
interface Chosen {
  readonly log: Logger;
  readonly model?: Model;
  readonly transcriber?: Transcriber;
  readonly speaker?: Speaker;
  readonly clock?: Clock;
  /** Returns the replacement for a model. */
  readonly around?: (model: Model) => Model;
}

interface Upstreams extends Chosen {
  readonly metrics: Metrics;
  readonly circuits: Circuits;
}

/** Creates all configured models, or takes the overrides. */
export async function openModels(
  config: Config,
  channels: { readonly acceptFiles: boolean },
  upstreams: Upstreams,
) {
  return {
    ...chooseModels(config, upstreams),
    transcriber: upstreams.transcriber ?? chooseTranscriber(config),
    speaker: chooseSpeaker(config, channels, upstreams),
    pictureModel: await choosePictureModel(config, channels, upstreams.log),
  };
}

/** Creates the configured model, or takes the override, and the fallback model. */
function chooseModels(
  config: Config,
  { metrics, circuits, log, model, clock = systemClock, around = (port) => port }: Upstreams,
): { model: Model; fallbackModel: Model | null } {
  const guarded = (chosen: Model, upstream: "model" | "fallbackModel") =>
    protectModel(observeModel(around(chosen), metrics, clock), circuits.of(upstream));
  if (model !== undefined) return { model: guarded(model, "model"), fallbackModel: null };
  const made = chooseProvider(config).createModels(config, (refusal) =>
    log.warn("model lacks a feature", refusal),
  );
  return {
    model: guarded(made.model, "model"),
    fallbackModel: made.fallbackModel && guarded(made.fallbackModel, "fallbackModel"),
  };
}

/** Creates the configured transcriber; its code is loaded with the first recording. */
export function chooseTranscriber(config: Config): Transcriber {
  const open = loadOnce(async () => {
    const { createTranscriber } = await import("../models/openai/transcriber.ts");
    return createTranscriber({
      model: config.openaiTranscriptionModel,
      apiKey: config.openaiTranscriptionApiKey,
      baseUrl: config.openaiTranscriptionBaseUrl,
      language: config.transcriptionLanguage,
    });
  });
  return { transcribe: async (recording) => (await open()).transcribe(recording) };
}

/** Creates the configured speaker; null if answers are never spoken. */
export function chooseSpeaker(
  config: Config,
  { acceptFiles }: { readonly acceptFiles: boolean },
  {
    circuits,
    speaker: replaced,
    log,
  }: Pick<Chosen, "log" | "speaker"> & { readonly circuits: Circuits },
): Speaker | null {
  if (config.voiceReplies === "off") return null;
  const why =
    config.replyMode === "twiml"
      ? "a response to a webhook leaves no time for it. Set REPLY_MODE=rest."
      : acceptFiles
        ? null
        : withoutFiles(config);
  if (why !== null) {
    log.warn(`VOICE_REPLIES is ${config.voiceReplies}, but no answers are spoken: ${why}`);
    return null;
  }
  const speaker =
    replaced ??
    createSpeaker({
      api: config.openaiSpeechApi,
      model: config.openaiSpeechModel,
      voice: config.openaiSpeechVoice,
      apiKey: config.openaiSpeechApiKey,
      baseUrl: config.openaiSpeechBaseUrl,
    });
  return protectSpeaker(speaker, circuits.of("speech"));
}

/** Creates the configured model of pictures, whose code is only loaded then; null without IMAGE_MODEL. */
export async function choosePictureModel(
  config: Config,
  { acceptFiles }: { readonly acceptFiles: boolean },
  log: Logger,
): Promise<PictureModel | null> {
  const { imageModel: model, imageBaseUrl: baseUrl, imageApiKey: apiKey } = config;
  if (model === null) return null;
  if (!acceptFiles) {
    log.warn(`IMAGE_MODEL is set, but no pictures are made: ${withoutFiles(config)}`);
    return null;
  }
  const quality = config.imageQuality ?? (isOpenAiOrigin(baseUrl) ? "low" : null);
  const { createPictureModel } = await import("../models/openai/picture-model.ts");
  return createPictureModel({ model, quality, apiKey, baseUrl });
}

/** Returns why no channel accepts files, and how to change that. */
function withoutFiles({ publicUrl }: Config): string {
  return `the messenger fetches them over https, and PUBLIC_URL is ${publicUrl}. Set PUBLIC_URL to an https:// address.`;
}
