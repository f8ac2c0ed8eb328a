/** Every fixed sentence that a user reads. */
export const sentences = {
  slowDown:
    "You are writing faster than I can follow. Please wait a minute, then send your message again.",
  notWhitelisted:
    "Hello! This is a private assistant and your number is not on its list. Please ask its owner to add you.",
  nothingToAnswer: "That message reached me empty. Please write what you would like to know.",
  unknownKind:
    "I do not know how to open that kind of message. Text, voice notes, pictures, documents, contacts and a place (“Send your current location”, not a live one) all reach me.",
  busy: "I am sorry, I cannot reach my language model right now. Please send your message again in a few minutes.",
  unavailable:
    "I am sorry, I cannot answer at the moment. The owner of this number has to look after it first.",
  tooLong:
    "I am sorry, that is more text than I can take in at once. Please send a shorter message.",
  somethingBroke:
    "I am sorry, something went wrong on my side with this message. Please try to say it differently.",
  cutShort: "(My answer was cut short here. Write “go on” for the rest.)",
  declined: "I am sorry, I cannot help with that.",
} as const;

/** What a user reads about an attachment that could not be understood, by what is wrong with it. */
export const troubles = {
  video:
    "I cannot watch videos yet. Please send a screenshot of the moment that matters, or tell me in words or in a voice note what it is about.",
  unknown:
    "I cannot open that kind of file. Pictures, voice notes, PDFs, Word, Excel, PowerPoint and OpenDocument files, and plain text all work.",
  mislabelled:
    "That file is not what it claims to be, so I have not opened it. Please send the original once more, as a document.",
  tooBig:
    "That file is larger than 16 MB, which is more than I can take. Please send a smaller version or just the part that matters.",
  gone: "I could not fetch that file from WhatsApp. Please send it once more.",
  pictureTooLarge:
    "That picture has more pixels than I can take in. Please send it as an ordinary photo instead of a file, or take a screenshot of it.",
  pictureUnsupported:
    "I cannot open that picture format (HEIC, for example). Please send it as an ordinary photo instead of a file, or take a screenshot of it.",
  pictureCorrupt:
    "That picture is damaged and I cannot open it. Please send it once more, or take a screenshot of it.",
  pictureUnseen:
    "I cannot look at pictures here. Please tell me in words or in a voice note what it shows and what you would like to know.",
  silence:
    "I could not hear any words in that recording. Please record it once more a little closer to the microphone, or write to me.",
  audioUnsupported:
    "I cannot listen to that audio format. Please record a voice note with WhatsApp's microphone button, or write to me.",
  audioCorrupt:
    "I could not play that recording. Please record it once more, or write to me what it says.",
  documentEncrypted:
    "That document is locked with a password. Please save a copy without one and send me that.",
  documentCorrupt:
    "That document is damaged and I cannot open it. Please export it once more, as a PDF for example, and send it again.",
  documentEmpty:
    "There is no text in that document. If it shows something, please send me a picture or a screenshot of it.",
  documentTooBig:
    "That document holds more than I can take in. Please send me only the pages that matter.",
  documentTooSlow:
    "That document is too complicated for me to read. Please send me only the pages that matter, or a picture of them.",
  documentUnsupported:
    "I cannot read that kind of document. PDF, Word, Excel, PowerPoint, OpenDocument, text, CSV, JSON and HTML all work.",
  scanTooLong:
    "That document is a scan with many pages, which is more than I can look at. Please send me the pages that matter as pictures.",
  scanUnsupported:
    "That document is a scan: pictures of pages without any text. Please send me the pages that matter as pictures.",
  scanUnseen:
    "That document is a scan: pictures of pages without any text, and I cannot look at pictures here. Please send a version with text, or write to me what it says.",
  contactUnreadable:
    "I could not find a name or a number in that contact. Please write them to me instead.",
} as const;

export type Trouble = keyof typeof troubles;

/** What a user reads of a voice note before its answer, when VOICE_ECHO is on. */
export function echoOf(heard: string): string {
  return `🎤 “${heard.replaceAll(/\s+/g, " ")}”`;
}
