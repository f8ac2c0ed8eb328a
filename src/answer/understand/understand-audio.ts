import { type AudioFormat, mediaTypeOf } from "../../core/media-types.ts";
import type { Transcriber } from "../../core/ports.ts";
import type { TranscriptionUsage } from "../../core/usage.ts";
import { audioDuration } from "../../media/audio-duration.ts";
import type { Media } from "../../media/media.ts";
import type { Understanding, Understood } from "../../store/attachments.ts";
import type { Reserved } from "../../store/spending.ts";
import { tokensOfSound } from "../count-tokens.ts";
import {
  type AttachmentContent,
  contentTypeOf,
  type FoundFile,
  NO_CONTENT,
  refused,
} from "./understanding.ts";

const SUMMARISE_NOTE =
  "(This voice note is longer than a minute. Begin with a summary of a few sentences, then list what is to be done, if anything, and then answer what it asks.)";

const LONG_MS = 60_000;
/** The pace of speech, for a file that does not state its duration. */
const CHARACTERS_PER_SECOND = 15;

export interface AudioDeps {
  readonly media: Pick<Media, "isSilent" | "withFlac">;
  readonly transcriber: Transcriber;
  /** The longest recording that is transcribed; 0 is any. */
  readonly maxVoiceMinutes: number;
}

/** The limits of the day, which a transcription counts towards. */
export interface AudioBudget {
  /** Returns null if the lane is lost. */
  reserve(tokens: number, audioMs: number): Promise<Reserved | null>;
  /** Returns false if the lane is lost. With null it has cost nothing. */
  settle(usage: TranscriptionUsage | null): Promise<boolean>;
}

/**
 * Has a recording transcribed, or refuses it: its length and the limits of the day are judged before
 * it leaves the machine. Returns null if the lane is lost; throws what `Transcriber` throws.
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
  const durationMs = duration.isStated ? duration.ms : null;
  const transcribe = async (path: string, format: AudioFormat): Promise<Understanding | null> => {
    const reserved = await budget.reserve(tokensOfSound(duration.ms), duration.ms);
    if (reserved === null) return null;
    if (reserved !== "reserved") {
      const problem = reserved === "over-limit" ? "tooMuchToHear" : "tooManyAgain";
      return refused("audio", contentType, problem);
    }
    const heard = await transcriber.transcribe({ path, format, signal });
    // A recording that the service cannot play costs nothing.
    if (!(await budget.settle(heard?.usage ?? null))) return null;
    if (heard === null) return refused("audio", contentType, "audioCorrupt");
    const { text } = heard;
    if (text.trim() === "") return refused("audio", contentType, "silence");
    return { state: "understood", kind: "audio", contentType, text, durationMs };
  };
  // A transcription service invents words for silence, which would then be answered.
  if (await media.isSilent({ path: file.path, contentType }, signal)) {
    return refused("audio", contentType, "silence");
  }
  const { audioFormat, demuxer } = mediaTypeOf(contentType);
  if (audioFormat !== undefined) return transcribe(file.path, audioFormat);
  if (demuxer === undefined) return refused("audio", contentType, "audioUnsupported");
  return media.withFlac({ path: file.path, contentType }, signal, async (flac) =>
    flac === null ? refused("audio", contentType, "audioUnsupported") : transcribe(flac, "flac"),
  );
}

export function contentOfAudio({ text, durationMs }: Understood<"audio">): AttachmentContent {
  const spokenMs = durationMs ?? (text.length / CHARACTERS_PER_SECOND) * 1_000;
  const defaultTask = spokenMs > LONG_MS ? SUMMARISE_NOTE : null;
  return { ...NO_CONTENT, spoken: text, inText: text, defaultTask };
}
