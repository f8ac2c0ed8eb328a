import type { Setting } from "../config/setting.ts";
import type { Model } from "../core/ports.ts";

/** A provider of models that answer, in the list of providers. */
export interface ModelProvider {
  readonly settings: Readonly<Record<string, Setting>>;
  /**
   * Returns the models that the settings name, to price them; none if they choose another provider. A
   * setting that cannot be read is missing.
   */
  modelsIn(settings: never): readonly NamedModel[];
  /** Returns the setting that must be given if it is chosen; null if all are. Settings as above. */
  missingIn(settings: never): Setting | null;
  /** Creates the models that answer; their code is loaded with the first request. */
  createModels(settings: never, onRefused: OnFeatureRefused): AnsweringModels;
}

interface NamedModel {
  /** The name of who charges for its calls. */
  readonly provider: string;
  readonly model: string;
}

export interface AnsweringModels {
  readonly model: Model;
  /** Answers while the other is unavailable; null if there is none. */
  readonly fallbackModel: Model | null;
}

/** Called with each part of a request that a model refuses, which later requests omit. */
export type OnFeatureRefused = (refusal: {
  readonly model: string;
  readonly feature: string;
}) => void;
