const OFFICE = "application/vnd.openxmlformats-officedocument";

const DOCUMENTS: readonly string[] = [
  "application/pdf",
  "application/msword",
  "application/vnd.ms-excel",
  "application/vnd.ms-powerpoint",
  `${OFFICE}.wordprocessingml.document`,
  `${OFFICE}.presentationml.presentation`,
  `${OFFICE}.spreadsheetml.sheet`,
  "text/plain",
];

const RECORDINGS: readonly string[] = [
  "audio/ogg; codecs=opus",
  "audio/mpeg",
  "audio/mp4",
  "audio/aac",
  "audio/amr",
];

/** The messages that WhatsApp delivers, as capabilities of a channel. */
export const MESSAGES = {
  maxTextLength: 4_096,
  typing: true,
  media: "uploaded",
  documents: DOCUMENTS,
  recordings: RECORDINGS,
  // WhatsApp takes documents of 100 MB, but an upload must fit into the time of one send.
  maxFileSize: 16_000_000,
  maxPictureSize: 5_000_000,
  captions: ["image", "video", "document"],
  maxCaptionLength: 1_024,
} as const;
