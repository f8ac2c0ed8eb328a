import type { Config } from "../config.ts";
import type { Clock, Model, Transcriber } from "../core/ports.ts";
import { type Circuits, protectModel } from "../core/protect-upstreams.ts";
import { systemClock } from "../core/system-clock.ts";
import type { Metrics } from "../http/metrics.ts";
import { observeModel } from "../http/observe-upstreams.ts";
import { createModel } from "../models/openai/create-model.ts";
import { createTranscriber } from "../models/openai/transcriber.ts";

interface Chosen {
  readonly model?: Model;
  readonly clock?: Clock;
  /** Returns what is used in a model's place. */
  readonly around?: (model: Model) => Model;
}

/** The model of the settings, or the one that takes its place, and the one to fall back on. */
export function chooseModels(
  config: Config,
  metrics: Metrics,
  circuits: Circuits,
  { model, clock = systemClock, around = (port) => port }: Chosen,
): { model: Model; fallbackModel: Model | null } {
  const guarded = (chosen: Model, upstream: "model" | "fallbackModel") =>
    protectModel(observeModel(around(chosen), metrics, clock), circuits.of(upstream));
  if (model !== undefined) return { model: guarded(model, "model"), fallbackModel: null };
  const named = (name: string, upstream: "model" | "fallbackModel") =>
    guarded(
      createModel({
        api: config.openaiApi,
        model: name,
        apiKey: config.openaiApiKey,
        baseUrl: config.openaiBaseUrl,
        maxOutputTokens: config.openaiMaxOutputTokens,
        maxTokensField: config.openaiMaxTokensField,
        capabilities: config.openaiCapabilities,
      }),
      upstream,
    );
  const { openaiModel, openaiFallbackModel } = config;
  return {
    model: named(openaiModel, "model"),
    fallbackModel:
      openaiFallbackModel === null ? null : named(openaiFallbackModel, "fallbackModel"),
  };
}

/** The listener of the settings. */
export function chooseTranscriber(config: Config): Transcriber {
  return createTranscriber({
    model: config.openaiTranscriptionModel,
    apiKey: config.openaiTranscriptionApiKey,
    baseUrl: config.openaiTranscriptionBaseUrl,
    language: config.transcriptionLanguage,
  });
}
