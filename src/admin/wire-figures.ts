/** The bodies of the admin API that are about the bot as a whole; only types. */

/** Times are milliseconds since 1970, UTC; amounts of money are whole nano-dollars. */
export type Time = number;
export type NanoDollars = number;

/** GET /admin/api/costs?days=7|30|90 */
export interface Costs {
  readonly days: number;
  readonly total: NanoDollars;
  readonly estimated: NanoDollars;
  /** For the current month; null if too little is known. */
  readonly projection: NanoDollars | null;
  readonly pricesFrom: string;
  /** One entry for each day, oldest first, with 0 where nothing was charged. */
  readonly byDay: readonly { readonly day: string; readonly nanoDollars: NanoDollars }[];
  readonly by: Readonly<Record<"user" | "model" | "kind" | "channel", readonly CostItem[]>>;
}

export interface CostItem {
  readonly name: string;
  readonly userId?: number;
  readonly events: number;
  readonly nanoDollars: NanoDollars;
  readonly estimated: NanoDollars;
}

/** GET /admin/api/documents */
export interface Documents {
  /** Null without KNOWLEDGE_DIR. */
  readonly folder: string | null;
  readonly files: readonly {
    readonly path: string;
    readonly state: "reading" | "ready" | "unreadable";
    readonly reason: string | null;
    readonly pages: number;
    readonly passages: number;
    readonly isCut: boolean;
    readonly readAt: Time;
  }[];
}

/** GET /admin/api/documents/search?q */
export interface FoundPassages {
  readonly passages: readonly {
    readonly path: string;
    readonly page: number | null;
    readonly heading: string | null;
    readonly text: string;
  }[];
}

/** GET /admin/api/channels */
export interface ChannelState {
  readonly name: string;
  readonly address: string;
  readonly circuit: "closed" | "open" | "half-open";
  readonly lastReceivedAt: Time | null;
  readonly lastSentAt: Time | null;
  /** The addresses to enter at the messenger. */
  readonly webhooks: readonly { readonly what: string; readonly url: string }[];
  readonly steps: readonly { readonly text: string; readonly isDone: boolean | null }[];
}

/** GET /admin/api/log?level&search: the last lines of this process, oldest first. */
export interface LogLine {
  readonly id: number;
  readonly at: Time;
  readonly level: "debug" | "info" | "warning" | "error";
  readonly event: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** GET /admin/api/settings; PUT and DELETE /admin/api/settings/:name */
export interface SettingItem {
  readonly name: string;
  readonly group: string;
  readonly doc: string;
  /** Masked if it is secret; null if it has no value. */
  readonly value: string | null;
  readonly origin: "default" | "environment" | "page";
  readonly isSecret: boolean;
  /** Can be changed without a restart, and is not set by the environment. */
  readonly isEditable: boolean;
  readonly choices: readonly string[] | null;
}

/** GET /admin/api/backups; POST creates one; GET …/:name downloads it, DELETE removes it. */
export interface Backups {
  /** The reason why there are none here, such as on PostgreSQL; null where they can be created. */
  readonly cannot: string | null;
  /** The command that moves everything to PostgreSQL while the bot is stopped; null if there is none. */
  readonly copyTo: string | null;
  readonly files: readonly {
    readonly name: string;
    readonly size: number;
    readonly at: Time;
    /** The command that puts it in place while the bot is stopped. */
    readonly restore: string;
  }[];
}

/** POST /admin/api/doctor: the results of `whatsapp-ai-bot doctor`. */
export interface CheckResult {
  readonly check: string;
  readonly level: "ok" | "warning" | "fault" | "skipped";
  readonly says: string;
  readonly fix: string | null;
}

/** GET /admin/api/audit?cursor&limit */
export interface AuditItem {
  readonly id: number;
  readonly at: Time;
  /** The owner, `terminal` or `token`. */
  readonly by: string;
  readonly action: string;
  readonly userId: number | null;
  readonly detail: string;
}

/**
 * GET /admin/api/events, server-sent: an event `changed` says what to read again, at most once a
 * second; an event `log` carries one line.
 */
export interface Changed {
  readonly now: boolean;
  readonly conversations: readonly number[];
}
