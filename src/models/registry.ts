import { openai } from "./openai/definition.ts";

/** The providers of models that answer. OpenAI is the last, since its settings always name a model. */
export const PROVIDERS = [openai] as const;

type Provider = (typeof PROVIDERS)[number];

/** The settings that functions read, all of them together. */
type SettingsOf<Reader> = (
  Reader extends (settings: infer One) => unknown ? (settings: One) => void : never
) extends (settings: infer All) => void
  ? All
  : never;

/** The settings by which a provider is chosen. */
export type ProviderSettings = SettingsOf<Provider["modelsIn" | "missingIn"]>;

/** Returns the first provider whose settings name a model. */
export function chooseProvider(settings: ProviderSettings): Provider {
  return PROVIDERS.find((provider) => provider.modelsIn(settings).length > 0) ?? openai;
}
