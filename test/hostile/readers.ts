import { textPart } from "../../src/core/reply-part.ts";
import { concealer } from "../../src/log/conceal.ts";
import { jsonLines } from "../../src/log/json.ts";
import { readUserAddress } from "../../src/core/user-address.ts";
import { COMMANDS } from "../../src/answer/commands/registry.ts";
import { findCommand, mayBeCommand } from "../../src/answer/commands/find-command.ts";
import { readBudget } from "../../src/answer/commands/read-budget.ts";
import { readUser } from "../../src/answer/commands/read-user.ts";
import { readLanguage } from "../../src/answer/commands/set-language.ts";
import { bareWord, foldWord } from "../../src/text/fold-word.ts";
import { estimateTokens } from "../../src/answer/prompt/estimate-tokens.ts";
import { offerOfMore } from "../../src/answer/reply/offers.ts";
import { asksForMore, paginate } from "../../src/answer/reply/paginate.ts";
import { wrapUntrusted } from "../../src/answer/prompt/untrusted.ts";
import { withPersona } from "../../src/answer/prompt/persona.ts";
import { showQuote } from "../../src/answer/prompt/show-quote.ts";
import { createMessageFormatter } from "../../src/answer/prompt/format-message.ts";
import { fileNameIn } from "../../src/core/file-name.ts";
import { chooseWindow } from "../../src/answer/prompt/choose-window.ts";
import { MAX_ANSWER_LENGTH, limitAnswer } from "../../src/models/openai/limit-answer.ts";
import { closeJson, MAX_BODY_BYTES } from "../../src/models/openai/read-body.ts";
import { readCalls } from "../../src/models/openai/read-calls.ts";
import { MAX_TRANSCRIPT_LENGTH } from "../../src/models/openai/transcriber.ts";
import { titleOf } from "../../src/store/title-of.ts";
import { cleanText } from "../../src/text/clean-text.ts";
import { formatWhatsapp } from "../../src/text/whatsapp/format.ts";
import { readVcards } from "../../src/text/read-vcards.ts";
import { catalogue, echoOf } from "../../src/text/sentences.ts";
import { splitReply } from "../../src/text/whatsapp/split.ts";
import { readBatch } from "../../src/channels/cloud-api/read-batch.ts";
import { createMessageRules } from "../../src/channels/cloud-api/message-rules.ts";
import { attachmentKind } from "../../src/channels/attachment-kind.ts";
import { parseInbound } from "../../src/channels/twilio/parse-inbound.ts";
import { sendableText } from "../../src/channels/sendable-text.ts";
import { writeTwiml } from "../../src/channels/twilio/write-twiml.ts";
import { META } from "../cloud-api/account.ts";
import { ACCOUNT } from "../harness.ts";
import { anAnswer } from "../replies.ts";
import { ofText, type Reader } from "./measure.ts";

/** A webhook's body has 64 KiB. */
const WEBHOOK = 64 * 1024;
const CONTACTS = 1024 * 1024;
const HISTORY = 400;
/** The limit for users is 100 ms; the rest is for a busy machine. */
const MAX_MS = 250;

const text = (name: string, maxLength: number, read: (text: string) => unknown): Reader =>
  ofText(name, maxLength, MAX_MS, read);
const tell = createMessageFormatter(() => "Monday");
const line = jsonLines(concealer(["a-secret-of-the-tests", "aaaaaaaaaaaaaaa"]));
const past = (words: string) =>
  ({ role: "user", type: "text", isForwarded: true, text: words }) as const;
const written = (words: string) => ({ type: "text", isForwarded: false, text: words }) as const;

const RULES = { ...createMessageRules("whatsapp:1"), phoneNumberId: META.phoneNumberId };

/** A batch with this text in every field of a message of this type, or of a status. */
function batchWith(type: string, value: string) {
  const reply = { response_json: value, body: value, title: value, id: value };
  const content = {
    body: value,
    filename: value,
    caption: value,
    mime_type: value,
    id: "1",
    type: "nfm_reply",
    nfm_reply: reply,
    user_id: value,
    previous_user_id: value,
    wa_id: value,
  };
  const contact = { vcard: value, name: { formatted_name: value }, phones: [{ phone: value }] };
  const own = type === "contacts" ? [contact] : content;
  const named = { from: value, from_user_id: value, timestamp: value, context: { id: value } };
  const message = { id: value, type, [type]: own, ...named };
  const status = { id: value, status: "failed", errors: [{ code: value }], pricing: content };
  const metadata = { phone_number_id: META.phoneNumberId };
  const kept = { ...message, id: "wamid.QQ", from: "4915112345678" };
  const change = { metadata, messages: [message, kept], statuses: [status], contacts: [contact] };
  const changes = [{ field: "messages", value: change }];
  return { object: "whatsapp_business_account", entry: [{ changes }] };
}

/** Everything of the bot's own process that reads what users write. */
const OF_USERS: readonly Reader[] = [
  ...["From", "MessageSid", "WaId", "ExternalUserId", "Body", "MediaContentType0"].map((key) =>
    text(`parse-inbound, ${key}`, WEBHOOK, (value) =>
      parseInbound(webhook(key, value), ACCOUNT.accountSid),
    ),
  ),
  ...["text", "document", "interactive", "contacts", "system", "status"].map((type) =>
    text(`read-batch, ${type}`, WEBHOOK, (value) => readBatch(batchWith(type, value), RULES)),
  ),
  text("attachment-kind", WEBHOOK, (type) => attachmentKind(type, type)),
  text("find-command", WEBHOOK, (said) =>
    findCommand(written(said), { language: "en", isAdmin: true, commands: COMMANDS }),
  ),
  text("find-command, of an argument", WEBHOOK, (said) =>
    mayBeCommand(COMMANDS)(written(`/persona ${said}`)),
  ),
  text("arguments of /reminders", WEBHOOK, (said) =>
    mayBeCommand(COMMANDS)(written(`/reminders cancel ${said}`)),
  ),
  text("bare-word", WEBHOOK, bareWord),
  text("read-language", WEBHOOK, readLanguage),
  text("read-user", WEBHOOK, readUser),
  text("read-budget", WEBHOOK, (said) => readBudget(said, { off: [], day: [], month: [] })),
  text("fold-word", WEBHOOK, foldWord),
  text("read-user-address", WEBHOOK, readUserAddress),
  text("hold-back, asks for more", WEBHOOK, asksForMore),
  text("clean-text", WEBHOOK, cleanText),
  text("title-of", WEBHOOK, titleOf),
  text("file-name-in", WEBHOOK, fileNameIn),
  text("material", WEBHOOK, (said) => wrapUntrusted("document", { name: said }, said)),
  text("tell-message", WEBHOOK, (said) => tell({ ...past(said), receivedAt: 0 })),
  text("show-quote", WEBHOOK, (said) =>
    showQuote(
      { role: "user", type: "text", text: said, attachments: [] },
      { question: said, budget: 9_000, maxPictures: 6 },
    ),
  ),
  text("persona", WEBHOOK, (said) => withPersona("Be kind.", said)),
  text("a line of the log", WEBHOOK, (said) => line(record(said))),
  text("read-vcards", CONTACTS, readVcards),
  text("read-vcards, of one card", CONTACTS, (said) => readVcards(`BEGIN:VCARD\n${said}`)),
  text("read-vcards, of one line", CONTACTS, (said) => readVcards(`BEGIN:VCARD\nFN;X=${said}`)),
  text("history", HISTORY * 1_000, (said) => {
    const one = { ...past(said.slice(0, 1_000)), messageId: 1, receivedAt: 0 };
    return chooseWindow(
      Array.from({ length: HISTORY }, () => one),
      { messages: HISTORY, tokens: 1e9 },
    );
  }),
  text("echo of a voice note", MAX_TRANSCRIPT_LENGTH, echoOf),
];

const JSON_ROOM = 100;

/** The readers of models' texts. */
const OF_MODELS: readonly Reader[] = [
  {
    ...text("close-json", (MAX_BODY_BYTES - JSON_ROOM) / 2, closeJson),
    prepare: (said) => `{"choices":[{"message":{"content":${JSON.stringify(said).slice(0, -1)}`,
  },
  text("close-json, of no JSON", MAX_BODY_BYTES, closeJson),
  text("limit-answer", MAX_BODY_BYTES, (said) => limitAnswer(anAnswer(said))),
  text("read-calls", MAX_BODY_BYTES, (said) =>
    readCalls(
      { message: { tool_calls: [{ id: said, function: { name: said, arguments: said } }] } },
      0,
    ),
  ),
  text("estimate-tokens", MAX_BODY_BYTES, (said) => estimateTokens([said])),
  text("clean-text, of an answer", MAX_ANSWER_LENGTH, cleanText),
  text("sendable-text", MAX_ANSWER_LENGTH, sendableText),
  text("write-twiml", MAX_ANSWER_LENGTH, (body) =>
    writeTwiml(
      [{ to: "", from: null, content: textPart(body), nonce: "n" }],
      "https://example.org",
    ),
  ),
  text("format-whatsapp", MAX_ANSWER_LENGTH, formatWhatsapp),
  text("split-reply", MAX_ANSWER_LENGTH, (said) => splitReply(said, 1_600)),
  text("hold-back, in parts", MAX_ANSWER_LENGTH, (said) =>
    paginate(said, offerOfMore(catalogue.en), { maxPartLength: 1_600, maxParts: 3, buttons: 3 }),
  ),
  text("split-reply, of an echo", MAX_TRANSCRIPT_LENGTH, (said) => splitReply(echoOf(said), 1_600)),
];

export const TEXT_READERS: readonly Reader[] = [...OF_USERS, ...OF_MODELS];

function webhook(key: string, value: string): Record<string, string> {
  return {
    MessageSid: `SM${"0".repeat(32)}`,
    From: "whatsapp:+4915112345678",
    To: ACCOUNT.number,
    AccountSid: ACCOUNT.accountSid,
    [key]: value,
  };
}

function record(said: string): Parameters<typeof line>[0] {
  return {
    category: ["bot"],
    level: "info",
    message: [said],
    rawMessage: said,
    timestamp: 0,
    properties: { said },
  };
}
