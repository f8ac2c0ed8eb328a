import type {
  ConversationSummary,
  MessageDetail,
  Thread,
  ThreadEntry,
  UserDetail,
} from "../../../src/admin/wire.ts";
import type { AdminData } from "./admin-data.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Threads = Pick<AdminData, "conversations" | "threads" | "messages">;

/** Conversations with these users, in every state. */
export function fullThreads(at: number, users: readonly UserDetail[]): Threads {
  const threads = new Map<number, Thread>();
  for (const user of users.slice(0, 40)) threads.set(user.id, plainThread(user, at));
  const amelia = users[0];
  if (amelia) threads.set(1, richThread(amelia, at));
  mark(threads, 2, {
    isWaitingForHuman: true,
    lastBy: "user",
    preview: "I’d rather talk to a human, please",
  });
  mark(threads, 3, {
    isWaitingForHuman: true,
    lastBy: "user",
    preview: "هل يمكنني التحدث مع شخص؟",
  });
  mark(threads, 4, { state: "failed", lastBy: "user", preview: "Is the shop open on Diwali?" });
  mark(threads, 6, { isTakenOver: true, lastBy: "owner" });
  const closed = threads.get(4);
  if (closed) {
    threads.set(4, {
      ...closed,
      windowEndsAt: at - 2 * HOUR,
      cannotSend:
        "WhatsApp lets you write only within 24 hours after the user’s last message; these ended at 14:10.",
    });
  }
  const conversations = [...threads.values()]
    .map((thread) => thread.user)
    .sort((one, other) => {
      const isFirst = Number(other.isWaitingForHuman) - Number(one.isWaitingForHuman);
      return isFirst || other.lastAt - one.lastAt;
    });
  const messages = new Map<number, MessageDetail>();
  for (const { user, entries } of threads.values()) {
    for (const { messageId, at: when } of entries) {
      messages.set(messageId, detail(messageId, user.userId, when));
    }
  }
  messages.set(9_001, { ...detail(9_001, 4, at - 4 * MINUTE), canRetry: true });
  return { conversations, threads, messages };
}

function mark(threads: Map<number, Thread>, id: number, marks: Partial<ConversationSummary>): void {
  const thread = threads.get(id);
  if (!thread) return;
  const user = { ...thread.user, ...marks };
  threads.set(id, { ...thread, user, takenOverBy: user.isTakenOver ? "Mara" : null });
}

function summary(user: UserDetail, at: number, preview: string): ConversationSummary {
  return {
    userId: user.id,
    name: user.name,
    address: user.address,
    channel: user.channel,
    lastAt: user.lastWroteAt ?? at,
    lastBy: "user",
    preview,
    isWaitingForHuman: false,
    isTakenOver: false,
    state: "done",
  };
}

export function entry(id: number, at: number, more: Partial<ThreadEntry>): ThreadEntry {
  return {
    id: `e${id}`,
    messageId: id,
    at,
    by: "user",
    isNotice: false,
    text: "",
    attachments: [],
    quoted: null,
    status: more.by === "bot" || more.by === "owner" ? "read" : null,
    error: null,
    reaction: null,
    ...more,
  };
}

const PREVIEWS = [
  "We open at *7:00* tomorrow.",
  "Your order is ready from 16:00 🥐",
  "Yes, all our cakes can be made without nuts.",
  "I’ve noted it for Saturday.",
  "The rye bread is baked on Tuesdays and Fridays.",
];

/** A conversation of 200 entries: longer than a page. */
function plainThread(user: UserDetail, at: number, last = user.lastWroteAt ?? at): Thread {
  const base = user.id * 1_000;
  const entries = Array.from({ length: 200 }, (_, index) => {
    const when = last - (199 - index) * 11 * MINUTE;
    return index % 2 === 0
      ? entry(base + index, when, { text: `Question ${index / 2 + 1}: until when are you open?` })
      : entry(base + index, when, { by: "bot", text: `Until *18:00* today (${index}).` });
  });
  return {
    user: { ...summary(user, at, PREVIEWS[user.id % PREVIEWS.length] ?? ""), lastBy: "bot" },
    windowEndsAt: last + DAY,
    cannotSend: null,
    takenOverBy: null,
    entries,
    before: null,
  };
}

function richThread(user: UserDetail, at: number): Thread {
  const old = plainThread(user, at, at - 2 * DAY).entries;
  const then = at - 70 * MINUTE;
  const entries: ThreadEntry[] = [
    ...old.slice(0, 120),
    entry(1_900, then, { text: "Good morning! Here is last week’s invoice, can you check it?" }),
    entry(1_901, then + 5_000, {
      attachments: [file("document", "Invoice 2026-114.pdf", "application/pdf", "Total: £184.00")],
    }),
    entry(1_902, then + 20_000, {
      by: "bot",
      text: "I’ve read it. *Two things stand out:*\n- 40 sourdough loaves at £4.20 make £168, not £184\n- the delivery on _Thursday_ is missing\n\nShall I write a correction?",
      reaction: "👍",
    }),
    entry(1_903, then + 6 * MINUTE, {
      attachments: [
        file("audio", null, "audio/ogg", "Yes please, and add ten croissants for Saturday."),
      ],
    }),
    entry(1_904, then + 7 * MINUTE, {
      by: "bot",
      text: "Done:\n1. Corrected invoice, £168.00\n2. Ten croissants for Saturday, 7:00\n\n```\nORDER 2026-115\nsourdough  40\ncroissant  10\n```",
    }),
    entry(1_905, then + 30 * MINUTE, {
      attachments: [file("image", "counter.png", "image/png", null)],
      text: "Does this still count as sourdough? 😄",
    }),
    entry(1_906, then + 31 * MINUTE, {
      by: "bot",
      status: "failed",
      text: "It looks like a baguette to me.",
      error: "Not delivered: the recipient’s phone could not be reached.",
    }),
    entry(1_907, then + 60 * MINUTE, {
      text: "Can I speak to Mara about the hotel’s Christmas menu?",
    }),
    entry(1_908, then + 61 * MINUTE, {
      by: "bot",
      isNotice: true,
      text: "I’ve asked a human to join. You’ll hear from them here.",
      status: "delivered",
    }),
    entry(1_909, then + 66 * MINUTE, {
      by: "owner",
      text: "Hello Amelia, Mara here. Shall we look at it on Tuesday?",
      quoted: "Can I speak to Mara about the hotel’s *Christmas menu*?",
      status: "delivered",
    }),
    entry(1_910, then + 69 * MINUTE, { text: "Tuesday is perfect, thank you!" }),
  ];
  return {
    user: { ...summary(user, at, "Tuesday is perfect, thank you!"), isTakenOver: true },
    windowEndsAt: at + 22 * HOUR + 14 * MINUTE,
    cannotSend: null,
    takenOverBy: "Mara",
    entries,
    before: null,
  };
}

function file(
  kind: "image" | "audio" | "document",
  name: string | null,
  contentType: string,
  readAs: string | null,
) {
  return { kind, name, contentType, url: `/admin/api/files/${kind}`, readAs };
}

function detail(messageId: number, userId: number, at: number): MessageDetail {
  return {
    messageId,
    userId,
    timeline: [
      { at, text: "received by Twilio’s webhook" },
      { at: at + 80, text: "claimed by worker 1, attempt 1" },
      { at: at + 2_900, text: "answered by gpt-5-mini: 1,204 tokens in, 96 out" },
      { at: at + 3_100, text: "part 1 accepted by Twilio (SM4f0…c2)" },
      { at: at + 4_000, text: "part 1 delivered" },
      { at: null, text: "kept until 28 February" },
    ],
    costs: [
      { what: "Answer, gpt-5-mini", nanoDollars: 493_000, isEstimated: false },
      { what: "Message, Twilio", nanoDollars: 5_000_000, isEstimated: true },
    ],
    canRetry: false,
  };
}
