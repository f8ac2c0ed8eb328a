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
  "documentOutdated",
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

/** Returns the problem with this name; null for a name that only another version knows. */
export function findAttachmentProblem(name: string | null): AttachmentProblem | null {
  return ATTACHMENT_PROBLEMS.find((problem) => problem === name) ?? null;
}
