import { PermanentError } from "../../core/errors.ts";
import type { Transcriber } from "../../core/ports.ts";
import type { TranscriptionUsage } from "../../core/usage.ts";
import { providerOf } from "./provider.ts";
import { type ConnectionSettings, createRequestSender } from "./request.ts";
import { beginningOf } from "./limit-answer.ts";
import { noAnswer } from "./translate-error.ts";
import { tokenUsage } from "./token-usage.ts";
import { asFields } from "./untrusted.ts";

export interface TranscriberSettings extends Omit<ConnectionSettings, "timeoutMs"> {
  readonly model: string;
  /** The probable language, as an ISO 639-1 code; null lets the model detect it. */
  readonly language: string | null;
  /** For the whole request, including the body. */
  readonly timeoutMs?: number;
}

/** In UTF-16 units: more than three hours of speech. */
export const MAX_TRANSCRIPT_LENGTH = 200_000;

/** One day: no recording is longer, whatever a server reports. */
const MAX_SECONDS = 86_400;

// The codes of OpenAI and compatible servers for a file that is not audio, or too short to contain
// any. An unknown model and a refused key have codes of their own.
const UNREADABLE = new Set([
  "invalid_request_error",
  "invalid_value",
  "invalid_file_format",
  "unsupported_format",
  "audio_too_short",
  "http_400",
  "http_413",
  "http_415",
  "http_422",
]);

/**
 * Creates a transcriber at OpenAI or a compatible server. Opens no connection before the first
 * recording.
 */
export function createTranscriber(settings: TranscriberSettings): Transcriber {
  const { model, language, apiKey, baseUrl, timeoutMs = 90_000 } = settings;
  const what = `${model} through transcriptions`;
  const exchange = createRequestSender({ apiKey, baseUrl, timeoutMs });
  return {
    transcribe: async ({ path, format, signal }) => {
      // The service distinguishes formats by the name alone.
      const file = new File([Bun.file(path)], `recording.${format}`);
      try {
        const { body } = await exchange({
          what,
          signal,
          send: (client, options) =>
            client.audio.transcriptions
              .create(
                { file, model, response_format: "json", ...(language !== null && { language }) },
                options,
              )
              .asResponse(),
        });
        const { text, usage } = asFields(body);
        if (typeof text !== "string") throw noAnswer(body, what, "no text in the answer");
        return {
          text: beginningOf(text.trim(), MAX_TRANSCRIPT_LENGTH),
          usage: { ...usageOf(usage), provider: providerOf(baseUrl), model },
        };
      } catch (error) {
        if (error instanceof PermanentError && isUnreadable(error)) return null;
        throw error;
      }
    },
  };
}

/** Returns the usage: some models are billed by the second, others by the token. */
function usageOf(usage: unknown): Pick<TranscriptionUsage, "kind" | "audioMs" | "tokens"> {
  const { seconds } = asFields(usage);
  const isLength = typeof seconds === "number" && seconds >= 0 && seconds < MAX_SECONDS;
  return {
    kind: "transcription",
    audioMs: isLength ? Math.ceil(seconds * 1_000) : null,
    tokens: tokenUsage(usage),
  };
}

/** Returns whether the service refuses the file, and not the account, the key or the model. */
function isUnreadable({ code, reason }: PermanentError): boolean {
  const isOfFile = reason === null || reason === "too-long" || reason === "unsupported";
  return isOfFile && UNREADABLE.has(code ?? "");
}
