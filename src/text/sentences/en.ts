const count = (amount: number) => amount.toLocaleString("en");

export const en = {
  /** What this language calls itself, and what it is called in all of them. */
  ownName: "English",
  names: ["english", "inglés", "inglês"],
  /** What counts as consent, and what switches a wish off. */
  yes: ["yes", "y"],
  off: ["off", "none"],
  /** What asks for silence when it is all of a message, in any language; and what ends it again. */
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
    "Hello! You are writing with an AI assistant, and it can be wrong. Write /help to see what it understands.",
  slowDown:
    "You are writing faster than I can follow. Please wait a minute, then send your message again.",
  tooManyOpen:
    "Many of your messages are still waiting for my answer. Please wait until I have caught up, then send this one again.",
  sendAgain:
    "I was away when you wrote, and all that I know of that message is that it came. Please send it again.",
  notWhitelisted:
    "Hello! This is a private assistant and your number is not on its list. Please ask its owner to add you.",
  notPaired: (code: string) =>
    `Hello! This is a private assistant. To be let in, please give its owner this code: *${code}*`,
  overLimit: "That was as much as I may answer in one day. Please write again tomorrow.",
  nothingToAnswer: "That message reached me empty. Please write what you would like to know.",
  unknownKind:
    "I do not know how to open that kind of message. Text, voice notes, pictures, documents, contacts and a place (“Send your current location”, not a live one) all reach me.",
  stillWorking: "I am still working on your message. It takes longer than usual.",
  busy: "I am sorry, I cannot reach my language model right now. Please send your message again in a few minutes.",
  unavailable:
    "I am sorry, I cannot answer at the moment. The owner of this number has to look after it first.",
  tooLong:
    "I am sorry, that is more text than I can take in at once. Please send a shorter message.",
  somethingBroke:
    "I am sorry, something went wrong on my side with this message. Please try to say it differently.",
  cutShort: "(My answer was cut short here. Write “go on” for the rest.)",
  moreOffer: "(There is more: write *more* for the rest.)",
  moreWords: ["more", "go on", "continue"],
  declined: "I am sorry, I cannot help with that.",
  cannotAnswer:
    "I am sorry, that is something I cannot answer. Please ask me in another way, or ask something else.",
  optedOut:
    "You will get no more messages from this number. Write *START* whenever you want to go on.",
  optedIn: "Welcome back! Write to me whenever you like.",

  /** About an attachment that could not be understood. */
  troubles: {
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
    audioTooLong:
      "That recording is longer than I can listen to. Please send me the part that matters in a shorter one, or write to me what it says.",
    tooMuchToHear:
      "That is more than I may listen to in one day. Please send it again tomorrow, or write to me what it says.",
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
    documentOutdated:
      "I cannot read that older format (.doc, .ppt or .rtf). Please open it, save it as .docx, .pptx or PDF, and send me that.",
    scanTooLong:
      "That document is a scan with many pages, which is more than I can look at. Please send me the pages that matter as pictures.",
    scanUnsupported:
      "That document is a scan: pictures of pages without any text. Please send me the pages that matter as pictures.",
    scanUnseen:
      "That document is a scan: pictures of pages without any text, and I cannot look at pictures here. Please send a version with text, or write to me what it says.",
    contactUnreadable:
      "I could not find a name or a number in that contact. Please write them to me instead.",
  },

  /** The words of a command, the first being the one that is shown, and what it does. */
  commands: {
    help: { words: ["help", "commands"], does: "this list" },
    start: { words: ["start"], does: "begin" },
    more: { words: ["more"], does: "the rest of a long answer" },
    new: { words: ["new", "reset"], does: "start over with a new conversation" },
    usage: { words: ["usage"], does: "what you have used today and this month" },
    persona: {
      words: ["persona"],
      does: "how I should be, such as “/persona a patient teacher”; “/persona off” ends it",
    },
    language: { words: ["language", "lang"], does: "the language of notes like this one" },
    forget: { words: ["forget"], does: "erase everything that I have stored of you" },
    id: { words: ["id"], does: "your address, to hand to the owner" },
    human: { words: ["human"], does: "reach a person" },
    allow: { words: ["allow"], does: "let somebody in, by code or number" },
    block: { words: ["block"], does: "keep somebody out, by code or number" },
  },
  nothingMore: "There is no more: you have read all of my last answer.",
  helpHead: "Write to me as you would to a person. Besides, I understand:",
  unknownCommand: (written: string, nearest: string | null) =>
    `I do not know “/${written}”.${nearest === null ? "" : ` Did you mean */${nearest}*?`} Write /help for all that I understand.`,
  newBegun: "Done: this is a new conversation. I start without what was said before.",
  usage: (today: { messages: number; tokens: number }, month: typeof today) =>
    `Today: ${count(today.messages)} messages, ${count(today.tokens)} tokens.\nThis month: ${count(month.messages)} messages, ${count(month.tokens)} tokens.`,
  personaSet: "Done, I shall keep to that. Write “/persona off” to end it.",
  personaOff: "Done, I am myself again.",
  personaIs: (wish: string) => `You asked me to be: ${wish}\n\nWrite “/persona off” to end it.`,
  personaNone: "Tell me how I should be, for example: /persona a patient teacher",
  personaTooLong: (most: number) => `Please say that in at most ${count(most)} characters.`,
  languageSet: "Done, from now on I use English for notes like this one.",
  languageChoice: (choice: string) => `Which language shall it be? Write one of these: ${choice}`,
  forgetAsks:
    "This erases all your messages, my answers and your files. It cannot be undone. Write *yes* to erase them, or anything else to keep them.",
  forgotten: "Everything that I had stored of you is erased.",
  yourId: (addresses: string) => `Your address is:\n${addresses}`,
  humanTold: "I have told the people behind this number that you would like to talk to a person.",
  humanNone: "I am sorry, nobody is set up to take over here. You can go on writing to me.",
  letIn: "Good news: you have been let in. Write to me whenever you like.",

  /** For whoever stands in ADMIN_USERS. */
  owner: {
    allowed: (who: string) => `${who} may write to me now.`,
    blocked: (who: string) => `${who} is blocked and gets no more answers.`,
    accessNeedsWho: (command: string) =>
      `Please add a code or a number with its country code, such as: /${command} +14155550123`,
    nobodyFound: "I know nobody with that code. Please check it, or use the number.",
    adminStays: "That is one of the owners; owners cannot be blocked.",
    humanWanted: (who: string) => `${who} would like to talk to a person. Please write to them.`,
    troubles: {
      accountEmpty:
        "⚠️ The model provider's account is out of credit, so nobody gets answers. Please add credit or raise its limit.",
      keyRefused:
        "⚠️ The model provider refuses the API key, so nobody gets answers. Please check OPENAI_API_KEY and start the bot again.",
      dailyLimit:
        "⚠️ A daily limit on tokens is reached, so some or all users get no answers until tomorrow. See DAILY_TOKEN_LIMIT and DAILY_TOKEN_LIMIT_PER_USER.",
      trialAccount:
        "⚠️ Twilio refused an answer because this is a trial account (error 21654). Please upgrade the account in the Twilio console.",
      windowClosed:
        "⚠️ WhatsApp refused an answer because its user last wrote more than 24 hours ago (error 63016). They get answers again as soon as they write.",
      sandboxNotJoined:
        "⚠️ Twilio refused an answer because its user has not joined the sandbox (error 63015). Please have them send the join words from the Twilio console.",
    },
  },
};
