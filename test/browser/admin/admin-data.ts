import type {
  AuditItem,
  Backups,
  CheckResult,
  ChannelState,
  ConversationSummary,
  Costs,
  Documents,
  FoundPassages,
  LogLine,
  MessageDetail,
  Now,
  Session,
  SettingItem,
  Thread,
  UserDetail,
} from "../../../src/admin/wire.ts";

/** The state that the fake API answers from, and changes. */
export interface AdminData {
  session: Session;
  now: Now;
  conversations: ConversationSummary[];
  /** Whole threads, by user; the API serves them in pages. */
  threads: Map<number, Thread>;
  messages: Map<number, MessageDetail>;
  users: UserDetail[];
  costs: (days: number) => Costs;
  documents: Documents;
  found: FoundPassages;
  channels: ChannelState[];
  log: LogLine[];
  settings: SettingItem[];
  backups: Backups;
  checks: CheckResult[];
  audit: AuditItem[];
}

const HOUR = 3_600_000;

/** A bot on its first day: no user, no message, no document. */
export function emptyData(): AdminData {
  const at = Date.now();
  const first = Math.floor(at / 60_000) * 60_000 - 59 * 60_000;
  return {
    session: {
      appName: "Harbour Bakery",
      version: "0.1.0",
      owner: "Mara",
      actor: "Mara",
      expiresAt: at + 7 * 24 * HOUR,
      csrfToken: "csrf-of-the-session",
      timezone: "Europe/Berlin",
      database: "sqlite",
    },
    now: {
      at,
      startedAt: at - 4 * 60_000,
      state: "running",
      minutes: Array.from({ length: 60 }, (_, index) => ({
        at: first + index * 60_000,
        ok: 0,
        slow: 0,
        failed: 0,
      })),
      queue: { waitingMessages: 0, oldestWaitingAt: null, waitingParts: 0 },
      today: {
        messages: 0,
        users: 0,
        spent: 0,
        budget: 5_000_000_000,
        spentThisMonth: 0,
        monthlyBudget: 0,
      },
      problems: [],
      waitingForHuman: 0,
      pendingUsers: 0,
    },
    conversations: [],
    threads: new Map(),
    messages: new Map(),
    users: [],
    costs: (days) => ({
      days,
      total: 0,
      estimated: 0,
      projection: null,
      pricesFrom: "2026-10-28",
      byDay: lastDays(days).map((day) => ({ day, nanoDollars: 0 })),
      by: { user: [], model: [], kind: [], channel: [] },
    }),
    documents: { folder: null, files: [] },
    found: { passages: [] },
    channels: [
      {
        name: "Twilio",
        address: "whatsapp:+14155238886",
        circuit: "closed",
        lastReceivedAt: null,
        lastSentAt: null,
        webhooks: [
          { what: "Incoming messages", url: "https://bot.example.com/webhooks/twilio" },
          {
            what: "Status of sent messages",
            url: "https://bot.example.com/webhooks/twilio/status",
          },
        ],
        steps: [
          { text: "The account’s credentials are accepted", isDone: true },
          { text: "The webhook’s address is entered at the sender", isDone: false },
          { text: "A first message has arrived", isDone: false },
        ],
      },
    ],
    log: [],
    settings: [],
    backups: { cannot: null, copyTo: null, files: [] },
    checks: [],
    audit: [],
  };
}

/** Returns the dates of the last days, oldest first. */
export function lastDays(days: number): string[] {
  return Array.from({ length: days }, (_, index) =>
    new Date(Date.now() - (days - 1 - index) * 24 * HOUR).toISOString().slice(0, 10),
  );
}
