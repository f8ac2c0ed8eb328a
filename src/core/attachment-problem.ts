/** The reasons why an attachment is not understood, as they are stored. */
const ATTACHMENT_PROBLEMS = [
  "video",
  "unknown",
  "mislabelled",
  "tooBig",
  "tooMany",
  /** Like `tooMany`, of which the user was told earlier the same day. */
  "tooManyAgain",
  "gone",
  "pictureTooLarge",
  "pictureUnsupported",
  "pictureCorrupt",
  "pictureUnseen",
  "silence",
  "audioUnsupported",
  "audioTooLong",
  "tooMuchToHear",
  "audioCorrupt",
  "documentEncrypted",
  "documentCorrupt",
  "documentEmpty",
  "documentTooBig",
  "documentTooSlow",
  "documentUnsupported",
  "scanTooLong",
  "scanUnsupported",
  "scanUnseen",
  "contactUnreadable",
] as const;

export type AttachmentProblem = (typeof ATTACHMENT_PROBLEMS)[number];

/** Returns the problem with this name; `unknown` for a name that another version has written. */
export function readAttachmentProblem(name: string | null): AttachmentProblem {
  return ATTACHMENT_PROBLEMS.find((problem) => problem === name) ?? "unknown";
}
