import type { Language } from "../../core/language.ts";
import type { AttachmentProblem } from "../../core/attachment-problem.ts";

export const en = {
  language: "en" satisfies Language as Language,
  /** Its own name, and its names in all languages. */
  ownName: "English",
  names: ["english", "inglés", "inglês"],
  /** The words that mean yes. */
  yes: ["yes", "y"],
  /** The opt-out words in any language, and the words that end the opt-out. */
  stopWords: [
    "stop",
    "stop all",
    "stopall",
    "unsubscribe",
    "cancel",
    "end",
    "quit",
    "revoke",
    "opt out",
    "opt-out",
    "optout",
    "stop promotions",
    "arret",
    "stopp",
  ],
  startWords: ["start", "unstop", "yes", "subscribe", "resume"],

  welcome:
    "Hello! You are chatting with an AI assistant, and it can be wrong. Write /help to see what it understands.",
  slowDown:
    "You are writing faster than I can follow. Please wait a minute, then send your message again.",
  tooManyOpen:
    "Many of your messages are still waiting for my answer. Please wait until I have caught up, then send this one again.",
  sendAgain:
    "I was away when you wrote, so I only know that a message from you arrived. Please send it again.",
  notWhitelisted:
    "Hello! This is a private assistant and your number is not on its list. Please ask its owner to add you.",
  notPaired: (code: string) =>
    `Hello! This is a private assistant. For access, please give its owner this code: *${code}*`,
  overLimit: "I have reached my limit for one day. Please write again tomorrow.",
  nothingToAnswer: "That message reached me empty. Please write what you would like to know.",
  unknownKind:
    "I cannot open that kind of message. I understand text, voice notes, pictures, documents, contacts and a place (“Send your current location”, not a live one).",
  /** A reminder that arrives later than it was due; the date is null on the same day. */
  reminderLate: (text: string, time: string, date: string | null) =>
    `${text} (late: due ${date === null ? "" : `on ${date} `}at ${time})`,
  stillWorking: "I am still working on your message. It takes longer than usual.",
  busy: "I am sorry, I cannot reach my language model right now. Please send your message again in a few minutes.",
  unavailable:
    "I am sorry, I cannot answer at the moment. The owner of this number has to fix a problem first.",
  tooLong: "I am sorry, that is more text than I can read at once. Please send a shorter message.",
  somethingBroke:
    "I am sorry, something went wrong on my side with this message. Please try to say it differently.",
  cutShort: "(My answer was cut short here. Write “go on” for the rest.)",
  sources: (count: number): string => (count === 1 ? "Source:" : "Sources:"),
  moreOffer: "(There is more: write *more* for the rest.)",
  moreWords: ["more", "go on", "continue"],
  /** The words of a voice note in place of what only a text can show. */
  speech: {
    link: "the link below",
    seeLink: "see the link below",
    seeCode: "The code is in the text below.",
    seeTable: "The table is in the text below.",
  },
  /** Titles of buttons: at most 20 characters. */
  buttons: { more: "More", goOn: "Go on", help: "What can you do?" },
  helpWord: "/help",
  declined: "I am sorry, I cannot help with that.",
  cannotAnswer:
    "I am sorry, that is something I cannot answer. Please ask me in another way, or ask something else.",
  optedOut:
    "You will get no more messages from this number. Write *START* whenever you want to go on.",
  optedIn: "Welcome back! Write to me whenever you like.",

  /** The explanations for attachments that are refused. */
  attachmentProblems: {
    video:
      "I cannot watch videos yet. Please send a screenshot of the moment that matters, or tell me in words or in a voice note what it is about.",
    unknown:
      "I cannot open that kind of file. Pictures, voice notes, PDFs, Word, Excel, PowerPoint and OpenDocument files, and plain text all work.",
    mislabelled:
      "That file is not what it claims to be, so I have not opened it. Please send the original once more, as a document.",
    tooBig:
      "That file is larger than 16 MB, which is more than I can take. Please send a smaller version or just the part that matters.",
    tooMany:
      "That is more files than I may look at in one day. Please send it again tomorrow, or tell me in words what it is about.",
    gone: "I could not fetch that file from WhatsApp. Please send it once more.",
    pictureTooLarge:
      "That picture has more pixels than I can process. Please send it as an ordinary photo instead of a file, or take a screenshot of it.",
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
    audioTooLong:
      "That recording is longer than I can listen to. Please send me the part that matters in a shorter one, or write me what it says.",
    tooMuchToHear:
      "That is more than I may listen to in one day. Please send it again tomorrow, or write me what it says.",
    audioCorrupt:
      "I could not play that recording. Please record it once more, or write me what it says.",
    documentEncrypted:
      "That document is locked with a password. Please save a copy without one and send me that.",
    documentCorrupt:
      "That document is damaged and I cannot open it. Please export it once more, as a PDF for example, and send it again.",
    documentEmpty:
      "There is no text in that document. If it shows something, please send me a picture or a screenshot of it.",
    documentTooBig:
      "That document contains more than I can read. Please send me only the pages that matter.",
    documentTooSlow:
      "That document is too complicated for me to read. Please send me only the pages that matter, or a picture of them.",
    documentUnsupported:
      "I cannot read that kind of document. PDF, Word, Excel, PowerPoint, OpenDocument, text, CSV, JSON and HTML all work.",
    documentOutdated:
      "I cannot read that older format (.doc, .ppt or .rtf). Please open it, save it as .docx, .pptx or PDF, and send me that.",
    scanTooLong:
      "That document is a scan with many pages, which is more than I can look at. Please send me the pages that matter as pictures.",
    scanUnsupported:
      "That document is a scan: pictures of pages without any text. Please send me the pages that matter as pictures.",
    scanUnseen:
      "That document is a scan: pictures of pages without any text, and I cannot look at pictures here. Please send a version with text, or write me what it says.",
    contactUnreadable:
      "I could not find a name or a number in that contact. Please write them to me instead.",
  } satisfies Readonly<Record<Exclude<AttachmentProblem, "tooManyAgain">, string>>,

  unknownCommand: (written: string, nearest: string | null) =>
    `I do not know “/${written}”.${nearest === null ? "" : ` Did you mean */${nearest}*?`} Write /help to see all that I understand.`,

  /** For the users in ADMIN_USERS. */
  owner: {
    accessNeedsUser: (command: string) =>
      `Please add a code or a number with its country code, such as: /${command} +14155550123`,
    userUnknown: "I know no user with that code. Please check it, or use the number.",
    alerts: {
      accountEmpty:
        "⚠️ The model provider's account is out of credit, so users get no answers. Please add credit or raise its limit.",
      keyRefused:
        "⚠️ The model provider refuses the API key, so users get no answers. Please check OPENAI_API_KEY and start the bot again.",
      picturesRefused:
        "⚠️ No pictures can be made: their server refuses the account, the key or the model. Please check its credit, IMAGE_MODEL and the key (IMAGE_API_KEY or OPENAI_API_KEY).",
      dailyLimit:
        "⚠️ A limit on tokens or money is reached, so some or all users get no answers for now. See DAILY_TOKEN_LIMIT, DAILY_BUDGET_USD and MONTHLY_BUDGET_USD.",
      budgetNearlySpent:
        "⚠️ 80 % of the budget of a day or month is spent. See DAILY_BUDGET_USD and MONTHLY_BUDGET_USD.",
      billedAsAiProvider:
        "⚠️ Meta bills answers as those of an AI provider (general_purpose_ai), which has terms and prices of its own. Please check the number in WhatsApp Manager.",
      trialAccount:
        "⚠️ An answer was refused because the account with the messaging provider is a trial account. Please upgrade it in the provider's console.",
      windowClosed:
        "⚠️ WhatsApp refused an answer because its user last wrote more than 24 hours ago. They get answers again as soon as they write.",
      paymentMissing:
        "⚠️ WhatsApp refused an answer because the WhatsApp account has no valid payment method. Please add one in Meta's billing settings.",
      sandboxNotJoined:
        "⚠️ An answer was refused because its user has not joined the sandbox. Please ask them to send the phrase “join …” from the messaging provider's console.",
      agentKeyRefused:
        "⚠️ WhatsApp refuses the key of a personal agent, so its user gets no answers. Please copy the key from the agent's Chat info, set WHATSAPP_AGENT_KEYS and start the bot again.",
      agentKeyShared:
        "⚠️ Another program uses the key of a personal agent, so some of its user's messages do not reach this bot. Please end the other program.",
    },
  },
};
