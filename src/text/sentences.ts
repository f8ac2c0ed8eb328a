/** Every fixed sentence that a user reads. */
export const sentences = {
  slowDown:
    "You are writing faster than I can follow. Please wait a minute, then send your message again.",
  tooManyOpen:
    "Many of your messages are still waiting for my answer. Please wait until I have caught up, then send this one again.",
  notWhitelisted:
    "Hello! This is a private assistant and your number is not on its list. Please ask its owner to add you.",
  nothingToAnswer: "That message reached me empty. Please write what you would like to know.",
  onlyTextForNow:
    "I can only read text at the moment. Please write in words what you would like to know.",
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
