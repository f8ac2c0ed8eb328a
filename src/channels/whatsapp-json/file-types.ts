const OFFICE = "application/vnd.openxmlformats-officedocument";

/** The content types of documents that WhatsApp delivers. */
export const DOCUMENTS: readonly string[] = [
  "application/pdf",
  "application/msword",
  "application/vnd.ms-excel",
  "application/vnd.ms-powerpoint",
  `${OFFICE}.wordprocessingml.document`,
  `${OFFICE}.presentationml.presentation`,
  `${OFFICE}.spreadsheetml.sheet`,
  "text/plain",
];

/** The content types of recordings that WhatsApp delivers. */
export const RECORDINGS: readonly string[] = [
  "audio/ogg; codecs=opus",
  "audio/mpeg",
  "audio/mp4",
  "audio/aac",
  "audio/amr",
];
