import { PermanentError } from "../core/errors.ts";
import { listModels } from "../models/openai/list-models.ts";
import type { ServerAddress } from "../simulator/model-choice.ts";

const OLLAMA_TIMEOUT_MS = 1_000;
const LIST_TIMEOUT_MS = 10_000;
export const MAX_OFFERED = 6;
/** Models in Ollama's list that cannot chat. */
export const NO_CHAT = /embed|minilm|rerank|whisper|tts|moderation/i;

/**
 * Returns the address in the form that a client needs: with a scheme and, if only a host was
 * entered, with `/v1`.
 */
export function toBaseUrl(entered: string): string | null {
  const text = entered.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url !== null && !/^https?:$/.test(url.protocol)) return null;
  if (text === "" || url === null || /\s/.test(text) || url.username !== "") return null;
  const path = url.pathname.replace(/\/+$/, "").replace(/\/(?:chat\/completions|models)$/, "");
  return url.origin + (path === "" ? "/v1" : path);
}

/**
 * Most machines have no Ollama: the package that calls models is loaded only if a server answers.
 */
export async function listOllama(baseUrl: string): Promise<string[]> {
  const timeoutMs = OLLAMA_TIMEOUT_MS;
  try {
    const probe = await fetch(`${baseUrl}/models`, { signal: AbortSignal.timeout(timeoutMs) });
    await probe.body?.cancel();
    return probe.ok ? await listModels({ apiKey: null, baseUrl, timeoutMs }) : [];
  } catch {
    return [];
  }
}

export async function findModel({
  url,
  name,
  key,
}: ServerAddress): Promise<{ readonly name: string } | { readonly problem: string }> {
  const { host } = new URL(url);
  try {
    const names = await listModels({ apiKey: key, baseUrl: url, timeoutMs: LIST_TIMEOUT_MS });
    const chosen = name ?? names.find((one) => !NO_CHAT.test(one));
    if (chosen === undefined) return { problem: `${host} lists no model. Enter the model’s name.` };
    if (names.length === 0 || names.includes(chosen)) return { name: chosen };
    const some = names.slice(0, MAX_OFFERED).join(", ");
    return { problem: `${host} has no model “${chosen}”. It has ${some}.` };
  } catch (error) {
    if (!(error instanceof PermanentError)) {
      return { problem: `Nothing answered at ${url}. Is the server running?` };
    }
    if (error.reason === "credentials") {
      return { problem: `${host} refused the key${key === null ? ": it needs one" : ""}.` };
    }
    // Some servers do not list their models.
    if (name !== null) return { name };
    return { problem: `${host} does not list its models. Enter the model’s name.` };
  }
}
