import { flag, oneOf, text, wholeNumber } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const conversation = group("Conversation");

const SYSTEM_PROMPT =
  "You are a helpful assistant whom people write to on WhatsApp. Answer in the language of the " +
  "last message. Keep it short enough to read on a phone: a few sentences, more only when asked. " +
  "Write plain text and short lists, no tables and no headings. Say so when you do not know, and " +
  "ask back when a question is unclear.";

/** What the model is told of a conversation, and how long anything of it is kept. */
export const conversationSettings = {
  systemPrompt: conversation("SYSTEM_PROMPT", text(), {
    default: SYSTEM_PROMPT,
    doc: "What the model is told about itself before every conversation.",
  }),
  maxConversationHistory: conversation("MAX_CONVERSATION_HISTORY", wholeNumber(0, 200), {
    default: "40",
    doc: "How many past messages, of both sides together, the model is shown at most; one more, and the older half is left out, so that prompts begin alike for long and are cheaper.",
  }),
  voiceEcho: conversation("VOICE_ECHO", flag, {
    default: "false",
    doc: "Repeats what was heard in a voice note above its answer.",
  }),
  mediaRetentionDays: conversation("MEDIA_RETENTION_DAYS", wholeNumber(1, 36_500), {
    default: "7",
    doc: "How long pictures and the texts of documents are kept for later questions.",
  }),
  messageRetentionDays: conversation("MESSAGE_RETENTION_DAYS", wholeNumber(0, 36_500), {
    default: "0",
    doc: "After how many days messages and their answers are deleted, at least two; 0 keeps them.",
  }),
  burstMode: conversation("BURST_MODE", oneOf("merge", "separate"), {
    default: "merge",
    doc: "Whether messages that come close together are answered together, or each by itself.",
  }),
  messageSettleMs: conversation("MESSAGE_SETTLE_MS", wholeNumber(0, 10_000), {
    default: "300",
    doc: "How long a message waits for more to follow, in milliseconds.",
  }),
  conversationIdleHours: conversation("CONVERSATION_IDLE_HOURS", wholeNumber(1, 8_760), {
    default: "12",
    doc: "After so many hours of rest the next message begins a new conversation.",
  }),
} satisfies Record<string, Setting>;
