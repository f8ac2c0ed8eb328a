import { PermanentError } from "../../core/errors.ts";
import type { Speaker } from "../../core/speaker.ts";
import type { RequestFile } from "./request.ts";
import { malformed } from "./translate-error.ts";

export interface VoiceSettings {
  readonly model: string;
  readonly voice: string;
  readonly provider: string;
}

/** Two minutes of uncompressed sound at 24,000 samples of 16 bits, which some servers answer with. */
export const MAX_SPEECH_BYTES = 6_000_000;

const FORMATS = ["opus", "mp3", "wav"] as const;

/**
 * Creates a speaker behind `/audio/speech`, which Kokoro, Speaches, LocalAI and Groq support. A server
 * that refuses Opus is asked for MP3, and then for WAV: a refused request is not charged.
 */
export function createSpeechSpeaker(
  { model, voice, provider }: VoiceSettings,
  request: RequestFile,
): Speaker {
  const what = `${model} through speech`;
  /** The first that was not refused. */
  let supported = 0;

  async function ask(text: string, signal: AbortSignal): Promise<Uint8Array> {
    const format = FORMATS[supported] ?? "wav";
    try {
      return await request({
        what,
        signal,
        maxBytes: MAX_SPEECH_BYTES,
        send: (client, options) =>
          client.audio.speech
            .create({ model, voice, input: text.toWellFormed(), response_format: format }, options)
            .asResponse(),
      });
    } catch (error) {
      if (!isOfFormat(error) || supported >= FORMATS.length - 1) throw error;
      supported += 1;
      return ask(text, signal);
    }
  }

  return {
    speak: async ({ text, signal }) => {
      const bytes = await ask(text, signal);
      if (bytes.byteLength === 0) throw malformed(what, "no sound in the answer");
      const usage = { kind: "speech", model, provider, tokens: null } as const;
      return { outcome: "spoken", bytes, usage: { ...usage, characters: text.length } };
    },
  };
}

/** Returns whether the request was refused for a reason that can be the format. */
function isOfFormat(error: unknown): boolean {
  if (!(error instanceof PermanentError)) return false;
  return error.reason === null || error.reason === "unsupported";
}
