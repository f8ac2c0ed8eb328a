import { loadOnce } from "../../core/load-once.ts";
import type { Speaker } from "../../core/speaker.ts";
import { providerOf } from "./provider.ts";
import type { ConnectionSettings } from "./request.ts";

export interface SpeakerSettings extends Omit<ConnectionSettings, "timeoutMs"> {
  readonly api: "chat" | "speech";
  readonly model: string;
  readonly voice: string;
  /** For the whole request, including the body. */
  readonly timeoutMs?: number;
}

/**
 * Creates a speaker at OpenAI or a compatible server. Loads no code of its API, and opens no
 * connection, before the first text.
 */
export function createSpeaker(settings: SpeakerSettings): Speaker {
  const open = loadOnce(() => openSpeaker(settings));
  return { speak: async (request) => (await open()).speak(request) };
}

async function openSpeaker({
  api,
  model,
  voice,
  timeoutMs = 60_000,
  ...connection
}: SpeakerSettings): Promise<Speaker> {
  const { createFileRequester, createRequestSender } = await import("./request.ts");
  const named = { model, voice, provider: providerOf(connection.baseUrl) };
  const reached = { ...connection, timeoutMs };
  if (api === "chat") {
    const { createChatSpeaker } = await import("./chat-speaker.ts");
    return createChatSpeaker(named, createRequestSender(reached));
  }
  const { createSpeechSpeaker } = await import("./speech-speaker.ts");
  return createSpeechSpeaker(named, createFileRequester(reached));
}
