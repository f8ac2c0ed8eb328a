import type { AttachmentKind } from "./message.ts";
import type { AudioFormat } from "./ports.ts";

/** Documents that are text; only their name tells most of them apart. */
export const TEXT_FORMATS = ["txt", "markdown", "csv", "json", "html"] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/** What is known of files of one content type. */
interface MediaType {
  /** What a file of this type is to its reader. */
  readonly kind: AttachmentKind;
  /** Whether it may hold sound alone as well as a film; only its sender knows. */
  readonly isContainer?: boolean;
  /** Whether a browser shows or plays it without running anything that is in it. */
  readonly isInert?: boolean;
  /** What a transcription service is told that it is; a recording without must be converted. */
  readonly audioFormat?: AudioFormat;
  /** What ffmpeg is told that it is, since it must not guess. */
  readonly demuxer?: string;
  readonly textFormat?: TextFormat;
  /** How names of such files end, without the dot. */
  readonly extensions?: readonly string[];
}

const UNKNOWN: MediaType = { kind: "unknown" };

/** What holds for every type that begins so. */
const FAMILIES = new Map<string, MediaType>([
  ["image", { kind: "image" }],
  ["audio", { kind: "audio", isInert: true }],
  ["video", { kind: "video", isContainer: true, isInert: true }],
  ["text", { kind: "document" }],
  ["application", { kind: "document" }],
]);

const INERT = { isInert: true };
const AMR = { demuxer: "amr" };
const ASF = { demuxer: "asf" };
const THREE_GP = { demuxer: "mov" };
const AIFF = { demuxer: "aiff" };
const OGG = { demuxer: "ogg", audioFormat: "ogg" } as const;
const MP3 = { demuxer: "mp3", audioFormat: "mp3" } as const;
const M4A = { demuxer: "mov", audioFormat: "m4a" } as const;
const MP4 = { demuxer: "mov", audioFormat: "mp4" } as const;
const WAV = { demuxer: "wav", audioFormat: "wav" } as const;
const FLAC = { demuxer: "flac", audioFormat: "flac" } as const;
const WEBM = { demuxer: "matroska", audioFormat: "webm" } as const;

/** What a type adds to its family, or has instead. */
const TYPES = new Map<string, Partial<MediaType>>([
  ["application/octet-stream", UNKNOWN],

  ["image/png", INERT],
  ["image/jpeg", INERT],
  ["image/gif", INERT],
  ["image/webp", INERT],
  ["image/avif", INERT],
  ["image/bmp", INERT],

  ["application/ogg", { kind: "audio", isContainer: true, ...OGG }],
  ["audio/ogg", OGG],
  ["audio/opus", OGG],
  ["video/ogg", OGG],
  ["audio/mpeg", MP3],
  ["audio/mp3", MP3],
  ["audio/mp4", M4A],
  ["audio/m4a", M4A],
  ["audio/x-m4a", M4A],
  ["video/mp4", MP4],
  ["application/mp4", { kind: "video", isContainer: true, ...MP4 }],
  ["audio/wav", WAV],
  ["audio/x-wav", WAV],
  ["audio/vnd.wave", WAV],
  ["audio/flac", FLAC],
  ["audio/x-flac", FLAC],
  ["audio/webm", WEBM],
  ["video/webm", WEBM],
  ["audio/amr", AMR],
  ["audio/aac", { demuxer: "aac" }],
  ["audio/3gpp", THREE_GP],
  ["audio/3gpp2", THREE_GP],
  ["video/3gpp", THREE_GP],
  ["video/3gpp2", THREE_GP],
  ["audio/x-ms-asf", ASF],
  ["audio/x-ms-wma", ASF],
  ["video/x-ms-asf", ASF],
  ["audio/aiff", AIFF],
  ["audio/x-aiff", AIFF],
  ["audio/x-caf", { demuxer: "caf" }],
  ["audio/basic", { demuxer: "au" }],
  ["audio/ac3", { demuxer: "ac3" }],
  ["audio/eac3", { demuxer: "eac3" }],
  ["audio/ape", { demuxer: "ape" }],
  ["audio/x-musepack", { demuxer: "mpc" }],
  ["audio/wavpack", { demuxer: "wv" }],
  ["audio/x-matroska", { demuxer: "matroska" }],

  ["text/vcard", { kind: "contacts" }],
  ["text/x-vcard", { kind: "contacts" }],

  ["text/markdown", { textFormat: "markdown", extensions: ["md", "markdown"] }],
  ["text/x-markdown", { textFormat: "markdown" }],
  ["text/csv", { textFormat: "csv", extensions: ["csv"] }],
  ["application/csv", { textFormat: "csv" }],
  ["text/tab-separated-values", { textFormat: "csv", extensions: ["tsv"] }],
  ["application/json", { textFormat: "json", extensions: ["json"] }],
  ["text/json", { textFormat: "json" }],
  ["text/html", { textFormat: "html", extensions: ["html", "htm"] }],
  ["application/xhtml+xml", { textFormat: "html", extensions: ["xhtml"] }],
]);

const BY_EXTENSION = new Map(
  [...TYPES.keys()].flatMap((type) =>
    (TYPES.get(type)?.extensions ?? []).map((extension) => [extension, type] as const),
  ),
);

/** Returns what is known of a content type, whatever parameters follow it. */
export function mediaTypeOf(contentType: string): MediaType {
  const type = plainType(contentType);
  const family = FAMILIES.get(type.slice(0, Math.max(0, type.indexOf("/"))));
  return { ...UNKNOWN, ...family, ...TYPES.get(type) };
}

/** Returns what is known of files of this name; null for a name that does not tell. */
export function mediaTypeOfName(fileName: string): MediaType | null {
  const extension = fileName.slice(fileName.lastIndexOf(".") + 1).toLowerCase();
  const type = BY_EXTENSION.get(extension);
  return type === undefined ? null : mediaTypeOf(type);
}

/** Returns a content type without its parameters, in small letters. */
export function plainType(contentType: string): string {
  return contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
