import type { AudioFormat, Transcriber } from "../core/ports.ts";
import { isConvertible } from "../media/convert-audio.ts";
import type { Media } from "../media/media.ts";
import { oggDuration } from "../media/ogg-duration.ts";
import type { StoredAttachment, Understanding } from "../store/attachments.ts";
import { contentTypeOf, type FoundFile, refused, understood } from "./understanding.ts";

const FORMATS: Readonly<Record<string, AudioFormat>> = {
  "audio/ogg": "ogg",
  "audio/opus": "ogg",
  "application/ogg": "ogg",
  "video/ogg": "ogg",
  "audio/mpeg": "mp3",
  "audio/mp3": "mp3",
  "audio/mp4": "m4a",
  "audio/m4a": "m4a",
  "audio/x-m4a": "m4a",
  "video/mp4": "mp4",
  "audio/wav": "wav",
  "audio/x-wav": "wav",
  "audio/vnd.wave": "wav",
  "audio/flac": "flac",
  "audio/x-flac": "flac",
  "audio/webm": "webm",
  "video/webm": "webm",
};

const LONG_MS = 60_000;
/** Of speech, where a file does not tell how long it plays. */
const CHARACTERS_PER_SECOND = 15;

/** Has a recording transcribed, or says why that cannot be. Throws what `Transcriber` throws. */
export async function understandAudio(
  file: FoundFile,
  signal: AbortSignal,
  {
    media,
    transcriber,
  }: { readonly media: Pick<Media, "isSilent" | "withFlac">; readonly transcriber: Transcriber },
): Promise<Understanding> {
  const contentType = contentTypeOf(file);
  const durationMs = await oggDuration(file.path);
  const hear = async (path: string, format: AudioFormat): Promise<Understanding> => {
    const text = await transcriber.transcribe({ path, format, signal });
    if (text === null) return refused("audio", contentType, "audioCorrupt");
    if (text.trim() === "") return refused("audio", contentType, "silence");
    return understood("audio", contentType, { text, durationMs });
  };
  // Of silence a transcription service makes words, which would then be answered.
  if (await media.isSilent({ path: file.path, contentType }, signal)) {
    return refused("audio", contentType, "silence");
  }
  const format = FORMATS[contentType];
  if (format !== undefined) return hear(file.path, format);
  if (!isConvertible(contentType)) return refused("audio", contentType, "audioUnsupported");
  return media.withFlac({ path: file.path, contentType }, signal, async (flac) =>
    flac === null ? refused("audio", contentType, "audioUnsupported") : hear(flac, "flac"),
  );
}

/** Whether a recording is one that people rather have summed up. */
export function isLongAudio({ durationMs, text }: StoredAttachment): boolean {
  const spokenMs = durationMs ?? ((text ?? "").length / CHARACTERS_PER_SECOND) * 1_000;
  return spokenMs > LONG_MS;
}
