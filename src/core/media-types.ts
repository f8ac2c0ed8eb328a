/** The facts about one kind of attachment. */
interface KindFacts {
  /** The word for it, as its reader would say. */
  readonly name: string;
  /** The way in which the owner's page shows it. */
  readonly shownAs: "image" | "audio" | "video" | "document" | "other";
  /** True if the text of its message may be the file's name. */
  readonly isNamedByText: boolean;
  /** True if its files may be text, which begins with the words that they are recognised by. */
  readonly mayBeText: boolean;
}

/** Every kind of attachment: a new one is a line here, and the compiler asks for the rest. */
const KINDS = {
  image: { name: "picture", shownAs: "image", isNamedByText: false, mayBeText: false },
  audio: { name: "voice note", shownAs: "audio", isNamedByText: false, mayBeText: false },
  video: { name: "video", shownAs: "video", isNamedByText: false, mayBeText: false },
  document: { name: "document", shownAs: "document", isNamedByText: true, mayBeText: true },
  contacts: { name: "contact card", shownAs: "other", isNamedByText: false, mayBeText: true },
  unknown: { name: "file", shownAs: "other", isNamedByText: false, mayBeText: false },
} as const satisfies Record<string, KindFacts>;

export type AttachmentKind = keyof typeof KINDS;

export const ATTACHMENT_KINDS = Object.keys(KINDS).filter(
  (name): name is AttachmentKind => name in KINDS,
);

const kinds: ReadonlyMap<string, KindFacts> = new Map(Object.entries(KINDS));

/** Returns the kind with this name; null for a name that only another program or version knows. */
export function findKind(name: string | undefined): AttachmentKind | null {
  return ATTACHMENT_KINDS.find((kind) => kind === name) ?? null;
}

/** Returns the facts about a kind; a row may have one that only a later version knows. */
export function factsOf(kind: AttachmentKind): KindFacts {
  return kinds.get(kind) ?? KINDS.unknown;
}

/** The formats that transcription services accept, by file name extension. */
export type AudioFormat = "flac" | "mp3" | "mp4" | "m4a" | "ogg" | "wav" | "webm";

/** Documents that are text; only the file name distinguishes most of them. */
export const TEXT_FORMATS = ["txt", "markdown", "csv", "json", "html"] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/** The facts about files of one content type. */
interface MediaType {
  /** The kind of attachment that a file of this type is. */
  readonly kind: AttachmentKind;
  /** True if it may contain audio alone as well as video; only the sender knows. */
  readonly isContainer?: boolean;
  /** True if a browser shows or plays it without running code in it. */
  readonly isInert?: boolean;
  /**
   * The format that is named to a transcription service; a recording without one must be converted.
   */
  readonly audioFormat?: AudioFormat;
  /** The demuxer that is named to ffmpeg, since it must not guess. */
  readonly demuxer?: string;
  readonly textFormat?: TextFormat;
  /** The file name extensions, without the dot. */
  readonly extensions?: readonly string[];
  /** The format of a document, as its users call it. */
  readonly format?: string;
}

const UNKNOWN: MediaType = { kind: "unknown" };

/** The facts about every type with this prefix. */
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

const OFFICE = "application/vnd.openxmlformats-officedocument";
const WORD = { format: "Word document" };
const EXCEL = { format: "Excel workbook" };
const POWERPOINT = { format: "PowerPoint presentation" };

/** The facts that a type adds to its family's, or replaces. */
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

  ["application/pdf", { format: "PDF" }],
  ["application/rtf", { format: "Rich text" }],
  ["application/msword", WORD],
  [`${OFFICE}.wordprocessingml.document`, WORD],
  ["application/vnd.ms-excel", EXCEL],
  [`${OFFICE}.spreadsheetml.sheet`, EXCEL],
  ["application/vnd.ms-powerpoint", POWERPOINT],
  [`${OFFICE}.presentationml.presentation`, POWERPOINT],
  ["application/vnd.oasis.opendocument.text", { format: "OpenDocument text" }],
  ["application/vnd.oasis.opendocument.spreadsheet", { format: "OpenDocument spreadsheet" }],
  ["application/vnd.oasis.opendocument.presentation", { format: "OpenDocument presentation" }],
  ["application/zip", { format: "ZIP archive" }],
  ["application/xml", { format: "XML" }],
  ["text/xml", { format: "XML" }],
  ["text/plain", { format: "Text" }],
  ["text/calendar", { format: "Calendar" }],
  ["message/rfc822", { format: "E-mail" }],

  ["text/vcard", { kind: "contacts" }],
  ["text/x-vcard", { kind: "contacts" }],

  ["text/markdown", { format: "Markdown", textFormat: "markdown", extensions: ["md", "markdown"] }],
  ["text/x-markdown", { format: "Markdown", textFormat: "markdown" }],
  ["text/csv", { format: "CSV", textFormat: "csv", extensions: ["csv"] }],
  ["application/csv", { format: "CSV", textFormat: "csv" }],
  ["text/tab-separated-values", { format: "Table", textFormat: "csv", extensions: ["tsv"] }],
  ["application/json", { format: "JSON", textFormat: "json", extensions: ["json"] }],
  ["text/json", { format: "JSON", textFormat: "json" }],
  ["text/html", { format: "Web page", textFormat: "html", extensions: ["html", "htm"] }],
  ["application/xhtml+xml", { format: "Web page", textFormat: "html", extensions: ["xhtml"] }],
]);

const BY_EXTENSION = new Map(
  [...TYPES.keys()].flatMap((type) =>
    (TYPES.get(type)?.extensions ?? []).map((extension) => [extension, type] as const),
  ),
);

/** Returns the facts about a content type; parameters after it are ignored. */
export function mediaTypeOf(contentType: string): MediaType {
  const type = plainType(contentType);
  const family = FAMILIES.get(type.slice(0, Math.max(0, type.indexOf("/"))));
  return { ...UNKNOWN, ...family, ...TYPES.get(type) };
}

/** Returns the facts about files with this name; null if the name is ambiguous. */
export function mediaTypeOfName(fileName: string): MediaType | null {
  const extension = fileName.slice(fileName.lastIndexOf(".") + 1).toLowerCase();
  const type = BY_EXTENSION.get(extension);
  return type === undefined ? null : mediaTypeOf(type);
}

/** Returns a content type without its parameters, in lower case. */
export function plainType(contentType: string): string {
  return contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
