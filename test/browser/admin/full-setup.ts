import type { SettingItem } from "../../../src/admin/wire.ts";
import { type AdminData, emptyData } from "./admin-data.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Setup = Pick<
  AdminData,
  "documents" | "found" | "channels" | "log" | "settings" | "backups" | "checks" | "audit"
>;

/** Settings, channels, documents and records as they are after months. */
export function fullSetup(at: number): Setup {
  const [twilio] = emptyData().channels;
  return {
    documents: {
      folder: "/var/lib/bot/knowledge",
      files: [
        file("opening-hours.md", at - 3 * DAY, { pages: 1, passages: 4 }),
        file("catalogue/cakes-and-breads-2026.pdf", at - DAY, { pages: 48, passages: 211 }),
        file("catalogue/all-ingredients.xlsx", at - DAY, { pages: 9, passages: 640, isCut: true }),
        file("price-list-2025.pdf", at - 5 * HOUR, {
          state: "unreadable",
          reason: "It is protected by a password. Save a copy without one.",
        }),
        file("christmas-menu.docx", at - 20_000, { state: "reading" }),
      ],
    },
    found: {
      passages: [
        {
          path: "opening-hours.md",
          page: 1,
          heading: "Winter",
          text: "From November to February we are open from 7:00 to 18:00, on Sundays until 13:00.",
        },
        {
          path: "catalogue/cakes-and-breads-2026.pdf",
          page: 3,
          heading: null,
          text: "Orders for the same day are possible until 10:00, by message or at the counter.",
        },
      ],
    },
    channels: [
      ...(twilio
        ? [
            {
              ...twilio,
              lastReceivedAt: at - MINUTE,
              lastSentAt: at - 50_000,
              steps: twilio.steps.map(({ text }) => ({ text, isDone: true })),
            },
          ]
        : []),
      {
        name: "Telegram",
        address: "telegram:@harbour_bakery_bot",
        circuit: "open",
        lastReceivedAt: at - 2 * HOUR,
        lastSentAt: at - 3 * HOUR,
        webhooks: [],
        steps: [
          { text: "The token is accepted", isDone: true },
          { text: "The bot is not in a group by mistake", isDone: null },
          { text: "Privacy mode is off", isDone: false },
        ],
      },
    ],
    log: Array.from({ length: 60 }, (_, index) => line(index + 1, at - (60 - index) * 7_000)),
    settings: SETTINGS,
    backups: {
      cannot: null,
      copyTo:
        "cd /var/lib/bot && whatsapp-ai-bot copy-to postgres://USER:PASSWORD@HOST:5432/DATABASE",
      files: [
        backup("bot-2026-11-29T06-00.db", 184_320_000, at - 9 * HOUR),
        backup("bot-2026-11-28T06-00.db", 183_900_000, at - 33 * HOUR),
      ],
    },
    checks: [
      { check: "settings", level: "ok", says: "all valid", fix: null },
      {
        check: "disk",
        level: "warning",
        says: "1.2 GiB free at /var/lib/bot",
        fix: "make room, or move the database",
      },
      {
        check: "openai key",
        level: "fault",
        says: "the key was refused (401)",
        fix: "create a new key and set OPENAI_API_KEY",
      },
      { check: "openai model", level: "skipped", says: "gpt-5-mini is checked later", fix: null },
    ],
    audit: [
      audit(9, at - 4 * MINUTE, "Mara", "took over", 1, "the conversation"),
      audit(8, at - 20 * MINUTE, "Mara", "changed a setting", null, "DAILY_BUDGET: 4 → 5"),
      audit(7, at - 3 * HOUR, "terminal", "blocked", 6, "Casino Bonus 🎰"),
      audit(6, at - DAY, "token", "wrote", 2, "“Your order is ready.”"),
      audit(5, at - 2 * DAY, "Mara", "created a backup", null, "bot-2026-11-27T06-00.db"),
    ],
  };
}

/** A backup as the API lists it. */
export function backup(name: string, size: number, at: number) {
  const restore = `cd /var/lib/bot && whatsapp-ai-bot restore /var/lib/bot/data/backups/${name}`;
  return { name, size, at, restore };
}

function audit(
  id: number,
  at: number,
  by: string,
  action: string,
  userId: number | null,
  detail: string,
) {
  return { id, at, by, action, userId, detail };
}

function file(
  path: string,
  readAt: number,
  more: Partial<AdminData["documents"]["files"][number]>,
) {
  return {
    path,
    state: "ready" as const,
    reason: null,
    pages: 0,
    passages: 0,
    isCut: false,
    readAt,
    ...more,
  };
}

const EVENTS = [
  ["info", "message received", { messageId: 4_120, channel: "twilio", kind: "text" }],
  ["debug", "lane claimed", { lane: 12, epoch: 4 }],
  ["info", "part delivered", { messageId: 4_120, part: 1, ms: 2_940 }],
  ["warn", "request repeated", { host: "api.openai.com", status: 429, inMs: 1_200 }],
  ["error", "part refused", { messageId: 9_001, code: 63_016, reason: "window-closed" }],
] as const;

function line(id: number, at: number): AdminData["log"][number] {
  const [level, event, facts] = EVENTS[id % 13 === 0 ? 4 : id % 7 === 0 ? 3 : id % 3] ?? EVENTS[0];
  return { id, at, level, event, facts };
}

const setting = (
  more: Partial<SettingItem> & Pick<SettingItem, "name" | "group">,
): SettingItem => ({
  doc: "",
  value: null,
  origin: "default",
  isSecret: false,
  isEditable: false,
  choices: null,
  ...more,
});

const SETTINGS: SettingItem[] = [
  setting({
    name: "PERSONA",
    group: "Answers",
    doc: "How the bot introduces itself and speaks.",
    value: "You are the friendly assistant of Harbour Bakery, warm, brief and never pushy.",
    origin: "page",
    isEditable: true,
  }),
  setting({
    name: "LANGUAGE",
    group: "Answers",
    doc: "The language of notices until the user’s is known.",
    value: "en",
    isEditable: true,
    choices: ["en", "es", "pt"],
  }),
  setting({
    name: "DAILY_BUDGET",
    group: "Costs",
    doc: "Dollars a day after which the bot answers with a notice. 0 is no limit.",
    value: "5",
    origin: "page",
    isEditable: true,
  }),
  setting({
    name: "MONTHLY_BUDGET",
    group: "Costs",
    doc: "Dollars a month. 0 is no limit.",
    isEditable: true,
  }),
  setting({
    name: "OPENAI_API_KEY",
    group: "Model",
    doc: "The key of the API, from platform.openai.com.",
    value: "sk-…9f2a",
    origin: "environment",
    isSecret: true,
  }),
  setting({
    name: "OPENAI_MODEL",
    group: "Model",
    doc: "The model that answers; `whatsapp-ai-bot doctor` checks it.",
    value: "gpt-5-mini",
    origin: "environment",
  }),
  setting({
    name: "PUBLIC_URL",
    group: "Server",
    doc: "The address under which messengers reach the bot. Needs a restart.",
    value: "https://bot.example.com",
    origin: "environment",
  }),
];
