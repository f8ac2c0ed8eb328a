import { mediaTypeOf } from "../core/media-types.ts";
import type { AudioFormat, Transcriber } from "../core/ports.ts";
import { audioDuration } from "../media/audio-duration.ts";
import type { Media } from "../media/media.ts";
import type { StoredAttachment, Understanding } from "../store/attachments.ts";
import type { Reserved } from "../store/spending.ts";
import { contentTypeOf, type FoundFile, refused, understood } from "./understanding.ts";

/**
 * What a second of sound counts as. OpenAI asks $0.0001 for it with gpt-transcribe, and $0.50 for a
 * million of the dearest tokens of gpt-6-luna (November 2026): so a limit in tokens bounds the same
 * money, whatever it is spent on.
 */
const TOKENS_PER_SECOND = 200;
const LONG_MS = 60_000;
/** Of speech, where a file does not tell how long it plays. */
const CHARACTERS_PER_SECOND = 15;

export interface AudioDeps {
  readonly media: Pick<Media, "isSilent" | "withFlac">;
  readonly transcriber: Transcriber;
  /** The longest recording that is transcribed; 0 is any. */
  readonly maxVoiceMinutes: number;
}

/** The limits of the day, which a transcription counts towards; null when the lane is lost. */
export interface AudioBudget {
  reserve(tokens: number): Promise<Reserved | null>;
  /** Null leaves what was reserved spent. */
  settle(tokens: number | null): Promise<boolean>;
}

/**
 * Has a recording transcribed, or says why that cannot be: its length and the limits of the day are
 * judged before it leaves the machine. Null when the lane is lost. Throws what `Transcriber` throws.
 */
export async function understandAudio(
  file: FoundFile,
  signal: AbortSignal,
  budget: AudioBudget,
  { media, transcriber, maxVoiceMinutes }: AudioDeps,
): Promise<Understanding | null> {
  const contentType = contentTypeOf(file);
  const duration = await audioDuration(file.path);
  if (maxVoiceMinutes > 0 && duration.ms > maxVoiceMinutes * 60_000) {
    return refused("audio", contentType, "audioTooLong");
  }
  const durationMs = duration.isTold ? duration.ms : null;
  const hear = async (path: string, format: AudioFormat): Promise<Understanding | null> => {
    const reserved = await budget.reserve(Math.ceil((duration.ms / 1_000) * TOKENS_PER_SECOND));
    if (reserved === null) return null;
    if (reserved !== "reserved") {
      const why = reserved === "over-limit" ? "tooMuchToHear" : "tooManyAgain";
      return refused("audio", contentType, why);
    }
    const text = await transcriber.transcribe({ path, format, signal });
    // A recording that the service cannot play costs nothing.
    if (!(await budget.settle(text === null ? 0 : null))) return null;
    if (text === null) return refused("audio", contentType, "audioCorrupt");
    if (text.trim() === "") return refused("audio", contentType, "silence");
    return understood("audio", contentType, { text, durationMs });
  };
  // Of silence a transcription service makes words, which would then be answered.
  if (await media.isSilent({ path: file.path, contentType }, signal)) {
    return refused("audio", contentType, "silence");
  }
  const { audioFormat, demuxer } = mediaTypeOf(contentType);
  if (audioFormat !== undefined) return hear(file.path, audioFormat);
  if (demuxer === undefined) return refused("audio", contentType, "audioUnsupported");
  return media.withFlac({ path: file.path, contentType }, signal, async (flac) =>
    flac === null ? refused("audio", contentType, "audioUnsupported") : hear(flac, "flac"),
  );
}

/** Whether a recording is one that people rather have summed up. */
export function isLongAudio({ durationMs, text }: StoredAttachment): boolean {
  const spokenMs = durationMs ?? ((text ?? "").length / CHARACTERS_PER_SECOND) * 1_000;
  return spokenMs > LONG_MS;
}
