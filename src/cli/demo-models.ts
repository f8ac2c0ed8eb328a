import type { Config } from "../config.ts";
import { PermanentError } from "../core/errors.ts";
import type { Model, ModelReply, ModelRequest, Transcriber } from "../core/ports.ts";
import type { Speaker } from "../core/speaker.ts";
import { isOpenAiOrigin } from "../core/openai-origin.ts";
import { createModel } from "../models/openai/create-model.ts";
import { createSpeaker, type SpeakerSettings } from "../models/openai/create-speaker.ts";
import { createTranscriber } from "../models/openai/transcriber.ts";
import type { ModelChoice, ServerAddress } from "../simulator/model-choice.ts";
import type { ModelOffer, ModelState } from "../simulator/wire.ts";
import { describeProblem } from "./demo-problem.ts";
import { findModel, listOllama, MAX_OFFERED, NO_CHAT, toBaseUrl } from "./find-model.ts";
import { chooseTranscriber } from "../app/choose-models.ts";
import { chooseProvider } from "../models/registry.ts";

/** Ollama's default address. */
const OLLAMA = "http://127.0.0.1:11434/v1";

/** A model that can answer in the demo. */
interface Choice extends Omit<ModelState, "offers" | "problem"> {
  readonly model: Model;
  readonly transcriber: Transcriber;
  readonly speaker: Speaker;
}

export interface DemoModels extends ModelChoice {
  /** Calls the most recently chosen model. */
  readonly model: Model;
  readonly transcriber: Transcriber;
  readonly speaker: Speaker;
}

/**
 * Creates the choice of models for a demo: the script, the model of the settings if they name one,
 * the models of an Ollama on this machine, and any server that is entered. Keys stay in memory.
 */
export function createDemoModels(deps: {
  readonly config: Config;
  readonly script: Pick<Choice, "model" | "transcriber" | "speaker">;
  /** True if the settings name a key or a server. */
  readonly hasSettings: boolean;
  readonly ollamaUrl?: string;
}): DemoModels {
  const { config, ollamaUrl = OLLAMA } = deps;
  const script: Choice = {
    id: "script",
    name: deps.script.model.name,
    kind: "script",
    server: null,
    ...deps.script,
  };
  const settings = deps.hasSettings ? modelOfSettings(config) : null;
  const listeners = new Set<() => void>();
  let ollama: string[] = [];
  let chosen = settings ?? script;
  let problem: string | null = null;

  function choose(choice: Choice): void {
    chosen = choice;
    problem = null;
    publish();
  }

  function setProblem(about: Choice, found: string | null): void {
    if (about !== chosen || found === problem) return;
    problem = found;
    publish();
  }

  async function respond(request: ModelRequest): Promise<ModelReply> {
    const asked = chosen;
    try {
      const answer = await asked.model.respond(request);
      setProblem(asked, null);
      return answer;
    } catch (error) {
      if (!request.signal.aborted) setProblem(asked, describeProblem(error, asked));
      throw error;
    }
  }

  function publish(): void {
    for (const listener of listeners) listener();
  }

  function onServer({ url, name, key }: ServerAddress & { readonly name: string }): Choice {
    const isOpenAi = isOpenAiOrigin(url);
    const model = createModel({
      api: isOpenAi ? "responses" : "chat",
      model: name,
      apiKey: key,
      baseUrl: url,
      maxOutputTokens: config.openaiMaxOutputTokens,
      // A server that rejects pictures reports it, and is asked again without them.
      ...(!isOpenAi && { capabilities: { vision: true, files: false } }),
    });
    const transcriber = isOpenAi
      ? createTranscriber({
          model: config.openaiTranscriptionModel,
          apiKey: key,
          baseUrl: url,
          language: config.transcriptionLanguage,
        })
      : script.transcriber;
    const speaker = isOpenAi ? speakerOf(config, { apiKey: key, baseUrl: url }) : MUTE;
    const server = new URL(url).host;
    const means = { model, transcriber, speaker };
    return { id: `server:${server}/${name}`, name, kind: "server", server, ...means };
  }

  function offers(): ModelOffer[] {
    const all: ModelOffer[] = [script, settings]
      .filter((choice) => choice !== null)
      .map(({ id, name, kind, server }) => ({
        id,
        name,
        kind: kind === "settings" ? kind : "script",
        server,
      }));
    const server = new URL(ollamaUrl).host;
    const local = ollama.map((name) => ({
      id: `server:${server}/${name}`,
      name,
      kind: "ollama" as const,
      server,
    }));
    return [...all, ...local];
  }

  return {
    model: {
      get name() {
        return chosen.model.name;
      },
      // Read at each message, so that the choice at that time counts.
      capabilities: {
        get vision() {
          return chosen.model.capabilities.vision;
        },
        get files() {
          return chosen.model.capabilities.files;
        },
      },
      respond,
    },
    transcriber: { transcribe: (recording) => chosen.transcriber.transcribe(recording) },
    speaker: { speak: (request) => chosen.speaker.speak(request) },
    state: () => {
      const { id, name, kind, server } = chosen;
      return { id, name, kind, server, problem, offers: offers() };
    },
    look: async () => {
      const names = await listOllama(ollamaUrl);
      const found = names.filter((name) => !NO_CHAT.test(name)).slice(0, MAX_OFFERED);
      if (found.join("\n") === ollama.join("\n")) return;
      ollama = found;
      publish();
    },
    take: (id) => {
      const offer = offers().find((one) => one.id === id);
      if (offer === undefined) return false;
      if (offer.kind === "ollama")
        choose(onServer({ url: ollamaUrl, name: offer.name, key: null }));
      else choose(offer.kind === "settings" && settings !== null ? settings : script);
      return true;
    },
    connect: async (entered) => {
      const url = toBaseUrl(entered.url);
      if (url === null) {
        return `“${entered.url}” is no address of a server. Enter one such as http://127.0.0.1:1234/v1.`;
      }
      const ordinary = isOpenAiOrigin(url) ? config.openaiModel : null;
      const found = await findModel({ ...entered, name: entered.name ?? ordinary, url });
      if ("problem" in found) return found.problem;
      choose(onServer({ url, name: found.name, key: entered.key }));
      return null;
    },
    subscribe: (listener) => void listeners.add(listener),
  };

  function modelOfSettings(of: Config): Choice {
    const { model } = chooseProvider(of).createModels(of, () => {});
    const transcriber = chooseTranscriber(of);
    const speaker = speakerOf(of, {
      apiKey: of.openaiSpeechApiKey,
      baseUrl: of.openaiSpeechBaseUrl,
    });
    const server = new URL(of.openaiBaseUrl ?? "https://api.openai.com").host;
    const means = { model, transcriber, speaker };
    return { id: "settings", name: of.openaiModel, kind: "settings", server, ...means };
  }
}

/** Stands for a server that may have no speech: its answers are sent as text. */
const MUTE: Speaker = {
  speak: async () => {
    throw new PermanentError("This server is not asked to speak.", { reason: "unsupported" });
  },
};

function speakerOf(
  { openaiSpeechApi: api, openaiSpeechModel: model, openaiSpeechVoice: voice }: Config,
  connection: Pick<SpeakerSettings, "apiKey" | "baseUrl">,
): Speaker {
  return createSpeaker({ api, model, voice, ...connection });
}
