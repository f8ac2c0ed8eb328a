import { VOICE_REPLIES } from "../../core/voice-replies.ts";
import { flag, oneOf, text, wholeNumber } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const conversation = group("Conversation");

const SYSTEM_PROMPT =
  "You are a helpful assistant whom people write to on WhatsApp. Answer in the language of the " +
  "last message. Keep it short enough to read on a phone: a few sentences, more only when asked. " +
  "Write plain text and short lists, no tables, no headings and no LaTeX. Say so when you do not " +
  "know, and ask back when a question is unclear.";

/** The settings of the model's context and of retention. */
export const conversationSettings = {
  systemPrompt: conversation("SYSTEM_PROMPT", text(), {
    default: SYSTEM_PROMPT,
    doc: "The instructions that the model receives with every prompt.",
  }),
  maxConversationHistory: conversation("MAX_CONVERSATION_HISTORY", wholeNumber(0, 200), {
    default: "40",
    doc: "The maximum number of past messages in a prompt, from both sides together. Beyond it the older half is left out, so that most prompts begin like the one before and cost less.",
  }),
  memory: conversation("MEMORY", flag, {
    default: "on",
    doc: "Whether users can have statements about themselves remembered, which they see and delete with /memory.",
  }),
  reminders: conversation("REMINDERS", flag, {
    default: "on",
    doc: "Lets users ask to be reminded of something; off keeps stored reminders and sends none.",
  }),
  voiceEcho: conversation("VOICE_ECHO", flag, {
    default: "false",
    doc: "Repeats the transcript of a voice note above its answer.",
  }),
  voiceReplies: conversation("VOICE_REPLIES", oneOf(...VOICE_REPLIES), {
    default: "off",
    doc: "Answers as voice notes: auto answers a voice note with one, on speaks every answer, off none. Unless it is off, each user can choose with /voice. Needs a PUBLIC_URL with https, and not REPLY_MODE=twiml.",
  }),
  mediaRetentionDays: conversation("MEDIA_RETENTION_DAYS", wholeNumber(1, 36_500), {
    default: "7",
    doc: "Days for which pictures and the texts of documents are kept for later questions.",
  }),
  messageRetentionDays: conversation("MESSAGE_RETENTION_DAYS", wholeNumber(0, 36_500), {
    default: "0",
    doc: "Days after which messages and their answers are deleted, at least 2; 0 keeps them.",
  }),
  knowledgeDir: conversation("KNOWLEDGE_DIR", text("a folder"), {
    otherwise: "answers search no documents",
    remedy: "write the path of a folder, or leave it out",
    example: "./documents",
    doc: "A folder with documents that answers may use, for every user: PDF, office files, Markdown, text and HTML, also in folders inside it. They are read in the background, and again when they change.",
  }),
  burstMode: conversation("BURST_MODE", oneOf("merge", "separate"), {
    default: "merge",
    doc: "merge answers messages that arrive in a burst together; separate answers each of them.",
  }),
  messageSettleMs: conversation("MESSAGE_SETTLE_MS", wholeNumber(0, 10_000), {
    default: "300",
    doc: "Milliseconds to wait for further messages before answering.",
  }),
  conversationIdleHours: conversation("CONVERSATION_IDLE_HOURS", wholeNumber(1, 8_760), {
    default: "12",
    doc: "Hours without a message after which the next one begins a new conversation.",
  }),
} satisfies Record<string, Setting>;
