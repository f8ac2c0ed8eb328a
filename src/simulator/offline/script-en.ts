import { askMemory } from "./ask-memory.ts";
import { askPicture } from "./ask-picture.ts";
import { askReminder } from "./ask-reminder.ts";
import { askSearch } from "./ask-search.ts";
import type { Script } from "./script.ts";
import { STORY_EN } from "./story-en.ts";

export const en: Script = {
  locale: "en-GB",
  words: new Set(
    (
      "hello hi hey the you your what can who are is tell joke thanks thank weather time story " +
      "how does do this that it my name good morning evening night bye yes please where when why " +
      "remind reminder minute minutes there and another short long more write make give show have draw paint picture"
    ).split(" "),
  ),
  topics: {
    more: {
      asks: /^(?:more|go on|continue)\b[.!]*$/,
      answers: ["That was all of it. 🙂"],
    },
    story: { asks: /\bstor(?:y|ies)\b|\btale\b|\blong (?:answer|text)\b/, answers: [STORY_EN] },
    joke: {
      asks: /\bjokes?\b|\bmake me laugh\b|\bsomething funny\b/,
      answers: [
        "Why did the message sit in the queue so quietly?\n\nIt was waiting to be *read*. 😄",
        "I told my phone a joke about batteries. It died. 🔋",
        "A photon checks into a hotel. “Any luggage?” “No, I’m travelling light.” 💡",
        "Parallel lines have so much in common. It’s a shame they’ll never meet. 📐",
      ],
    },
    demo: {
      asks: /\b(?:demo|scripted|offline|simulator|is (?:this|it|any of this) real|what is real)\b/,
      answers: [
        "My words come from a short script. Everything else is real: each message is signed, stored, queued, answered and tracked to its blue ticks. Open *Behind the scenes* to watch it.",
      ],
    },
    model: {
      asks: /\b(?:connect|use|add|own|real|which|what) .*\bmodel\b|\bollama\b|\bllm\b|\bapi key\b/,
      answers: [
        "You can connect any OpenAI-compatible server: press the model’s name on the page, or start with `demo --model URL`. Ollama on this machine is offered automatically.",
      ],
    },
    identity: {
      asks: /\bwho (?:are|r) (?:you|u)\b|\bwhat are you\b|\bare you (?:a |an )?(?:bot|robot|human|real|person|ai|chatgpt)\b|\bwhat(?:'|’)?s your name\b|\byour name\b/,
      answers: [
        "I’m a WhatsApp assistant that runs on your own computer. In this demo a small script speaks for me; with a model connected, I really think.",
      ],
    },
    abilities: {
      asks: /\bwhat (?:can|do|could) (?:you|u|i|we)\b(?! (?:think|see|hear))|\bhow (?:do|does) (?:you|this|it) work\b|\bhelp\b|\bcapabilit|\bfeatures?\b/,
      answers: [
        "Quite a bit:\n- answer questions and remember our chat\n- look at pictures, listen to voice notes, read PDFs and Office files\n- take places and contacts\n\nTry a photo, a document, _draw me a house_, _tell me a long story_, or _remind me in one minute to stretch_.",
      ],
    },
    presence: {
      asks: /\bare you (?:still )?(?:there|here|online|awake)\b|\banybody there\b/,
      answers: ["Yes, I’m here. 🙂"],
    },
    wellbeing: {
      asks: /\bhow (?:are|r) (?:you|u)\b|\bhow(?:'|’)?s it going\b|\bwhat(?:'|’)?s up\b|\bhow do you do\b/,
      answers: ["Very well, thank you! 😊 And you?", "Still well, and still here. And you?"],
    },
    weather: {
      asks: /\bweather\b|\brain(?:ing|y)?\b|\bsunny\b|\bforecast\b/,
      answers: [
        "I can’t look outside from here: this demo has no internet on purpose. Does it look like an umbrella day to you? ☔",
      ],
    },
    date: {
      asks: /\bwhat (?:day|date)\b|\btoday(?:'|’)?s date\b|\bwhich day\b|\bthe date\b/,
      answers: ["Today is {date}."],
    },
    time: {
      asks: /\bwhat(?:'|’)?s? (?:is )?(?:the )?time\b|\btime is it\b/,
      answers: ["It’s {time}. 🕰️"],
    },
    price: {
      asks: /\b(?:cost|price|pricing|free|expensive|how much (?:are|do) you)\b/,
      answers: [
        "This demo costs nothing. In earnest you pay your model’s provider and Twilio for what you use; a daily limit keeps it bounded.",
      ],
    },
    thanks: {
      asks: /\bthanks?\b|\bthank you\b|\bthx\b|\bcheers\b/,
      answers: ["You’re welcome! 🙌", "Any time."],
    },
    goodbye: {
      asks: /\b(?:bye|goodbye|good night|see you|see ya)\b/,
      answers: ["Goodbye! I’ll be here. 👋"],
    },
    praise: {
      asks: /\b(?:nice|great|cool|awesome|amazing|wow|well done|love (?:it|you)|perfect|haha+|lol|funny)\b|^(?:[😂🤣😍❤👍🎉🥰😊🙏🔥]️?\s*)+$/u,
      answers: ["😊", "Glad you like it!", "🎉"],
    },
    writing: {
      asks: /\b(?:write|translate|poem|recipe|code|summar\w+|explain|email|essay|plan)\b/,
      answers: [
        "I’d love to, but that takes a real model and I only have a script. Connect yours and ask me again.",
      ],
    },
    hello: {
      asks: /^(?:(?:hello|hi|hey|hiya|howdy|yo|good (?:morning|afternoon|evening)|greetings)\b|👋)/u,
      answers: [
        "Nice to meet you! 👋 What’s on your mind?",
        "Hello again! 👋",
        "Hi! Still here. 🙂",
      ],
    },
    yes: {
      asks: /^(?:yes|yep|yeah|sure|ok|okay|fine|good|i(?:'|’)?m (?:fine|good|well|ok))\b/,
      answers: ["Good! What’s next?"],
    },
    no: {
      asks: /^(?:no|nope|not really|never mind)\b/,
      answers: ["All right. I’m here if you need me."],
    },
  },
  calls: [
    askReminder(
      [
        /\bremind me (?:in|after) (?<amount>\p{L}+|\d+) (?<unit>minute|hour)s? (?:to |about |that )?(?<text>.+)/iu,
        /\bremind me (?:to |about |that )?(?<text>.+?) (?:in|after) (?<amount>\p{L}+|\d+) (?<unit>minute|hour)s?\b/iu,
      ],
      (text, minutes) =>
        `I’ll remind you in ${minutes === 1 ? "one minute" : `${minutes} minutes`}: *${text}*. Leave this page open and watch it arrive. ⏰`,
    ),
    askMemory(
      /^(?:please )?remember (?:that )?(\S.*)/iu,
      (statement) =>
        `I’ll remember: “${statement}” Write /memory to see all that I remember, or to delete it.`,
    ),
    askSearch(
      "search_documents",
      /^(?:please )?(?:search|look) in (?:the|my|your) documents (?:for )?(\S.*)/,
      (found) => `This is what I found in the documents:\n\n${found}`,
    ),
    askSearch(
      "web_search",
      /^(?:please )?(?:search(?: the web)?(?: for)?|look up|google)\s+(\S.*)/,
      (found) => `I searched the web, and this is the first of what I found:\n\n${found}`,
    ),
    askPicture({
      draws:
        /^(?:please )?(?:(?:can|could) you )?(?:draw|paint|sketch|make (?:me )?a (?:picture|drawing) of)(?: me)?\s+(\S.*)/,
      changes:
        /^(?:please )?(?:(?:can|could) you )?(?:make|turn|put) (?:it|this|that)(?: one)?(?: look)?(?: like| into| in| at| as if it were)?\s+(\S.*)/,
      drawn: (what) => `Here you are: *${what}*. 🎨 Now try _make it look like winter_.`,
      changed: "There, I have changed it. 🖌️",
      missing: "I have no picture here to change. Ask me to draw one, or send me yours.",
    }),
  ],
  explanation:
    "_This is a demo: my answers come from a short script, everything around them is real. Connect a model for a real conversation._",
  others: [
    "Good question, and one for a real model: my script has no answer to it. Ask me for a joke, or send me a picture or a document.",
    "My script doesn’t cover that. With a model connected I’d answer properly.",
    "That one is beyond my few lines. Try “what can you do?”",
  ],
  timeFormat: { hour: "2-digit", minute: "2-digit" },
  dateFormat: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  colours: {
    black: "black",
    grey: "grey",
    white: "white",
    red: "red",
    orange: "orange",
    yellow: "yellow",
    green: "green",
    turquoise: "turquoise",
    blue: "blue",
    purple: "purple",
    pink: "pink",
    brown: "brown",
  },
  namesThemselves: /(?:\bmy name is|\bcall me|\bi am called)\s+(\p{L}[\p{L}'’-]{0,30})/iu,
  asksForName: /\bmy name\b/,
  nameTold: (name) => `Nice to meet you, ${name}! 🙂`,
  nameKnown: (name) => `You’re ${name}. You told me earlier.`,
  nameUnknown: "You haven’t told me yet. Write “my name is …”, and I’ll remember it in this chat.",
  asksForPicture: /\b(?:picture|photo|image|selfie|screenshot|colou?rs?)\b/,
  asksForDocument: /\b(?:document|file|pdf|page|attachment|contract|invoice|it say|written)\b/,
  asksForVoiceNote: /\b(?:voice|recording|audio|hear|listen|did i say)\b/,
  picture: (size, colour) =>
    `Thanks for the picture! It’s ${size} pixels and mostly *${colour}*. That is all I can see without a model; a real one describes what is on it.`,
  pictureAgain: (size, colour) =>
    `I only see sizes and colours: your picture is ${size} pixels and mostly *${colour}*. A real model would tell you what is on it.`,
  pictureUnknown: "I don’t see a picture in this chat. Attach one with the + below.",
  document: (name, words, beginning) =>
    `I’ve read *${name}*: ${words} words. It begins:\n> ${beginning}\nAsk me about it.`,
  passage: (name, passage) => `In *${name}* I find:\n> ${passage}`,
  passageMissing: (name) =>
    `I can’t find that in *${name}*. A real model would read between the lines.`,
  aDocument: "your document",
  scan: (name) =>
    `*${name}* is a scan, so its pages are pictures. A model with eyes would read them.`,
  voiceNote:
    "I got your voice note. 🎤 The script can’t hear; with a transcription model connected, I’d answer what you said.",
  place: (name) => `Got it: *${name}*. 📍 A real model would tell you about the place.`,
  contact: "Thanks for the contact. A real model could write it down or look something up in it.",
  forwarded: "Thanks for forwarding that. A real model would sum it up for you.",
  quoted: (words) =>
    `You mean “${words}”? My script can’t add anything to that; a real model would.`,
  sum: (task, result) => `${task} = *${result}*`,
  empty: "Your message has no words in it. What would you like to know?",
};
