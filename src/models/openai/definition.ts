import type { AnsweringModels, ModelProvider, OnFeatureRefused } from "../model-provider.ts";
import { createModel, type ModelSettings } from "./create-model.ts";
import { providerOf } from "./provider.ts";
import { openaiSettings } from "./settings.ts";

/** The settings by which it is chosen. */
interface Choice {
  readonly openaiApiKey: string | null;
  readonly openaiModel: string;
  readonly openaiFallbackModel: string | null;
  readonly openaiBaseUrl: string | null;
}

interface OpenAiSettings extends Choice {
  readonly openaiApi: ModelSettings["api"];
  readonly openaiMaxOutputTokens: number;
  readonly openaiMaxTokensField: NonNullable<ModelSettings["maxTokensField"]> | null;
  readonly openaiCapabilities: NonNullable<ModelSettings["capabilities"]> | null;
}

/** OpenAI, and every server with its API. */
export const openai = {
  settings: openaiSettings,
  modelsIn: ({ openaiModel, openaiFallbackModel, openaiBaseUrl = null }: Partial<Choice>) =>
    [openaiModel ?? [], openaiFallbackModel ?? []]
      .flat()
      .map((model) => ({ provider: providerOf(openaiBaseUrl), model })),
  missingIn: ({ openaiApiKey, openaiBaseUrl }: Partial<Choice>) =>
    openaiApiKey === null && openaiBaseUrl === null ? openaiSettings.openaiApiKey : null,
  createModels(settings: OpenAiSettings, onRefused: OnFeatureRefused): AnsweringModels {
    const { openaiModel, openaiFallbackModel } = settings;
    const named = (model: string) =>
      createModel({
        api: settings.openaiApi,
        model,
        apiKey: settings.openaiApiKey,
        baseUrl: settings.openaiBaseUrl,
        maxOutputTokens: settings.openaiMaxOutputTokens,
        maxTokensField: settings.openaiMaxTokensField,
        capabilities: settings.openaiCapabilities,
        onRefused: (feature) => onRefused({ model, feature }),
      });
    return {
      model: named(openaiModel),
      fallbackModel: openaiFallbackModel === null ? null : named(openaiFallbackModel),
    };
  },
} satisfies ModelProvider;
