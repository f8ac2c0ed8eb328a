import type { Costs, CostItem, Minute } from "../../../src/admin/wire.ts";
import { type AdminData, emptyData, lastDays } from "./admin-data.ts";
import { fullSetup } from "./full-setup.ts";
import { fullThreads } from "./full-threads.ts";
import { fullUsers } from "./full-users.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A bot that has been in use for months. */
export function fullData(): AdminData {
  const empty = emptyData();
  const at = Date.now();
  const users = fullUsers(at);
  return {
    ...empty,
    ...fullSetup(at),
    ...fullThreads(at, users),
    users,
    now: {
      ...empty.now,
      startedAt: at - 76 * HOUR,
      state: "degraded",
      minutes: empty.now.minutes.map(busy),
      queue: { waitingMessages: 3, oldestWaitingAt: at - 8_000, waitingParts: 1 },
      today: {
        messages: 412,
        users: 57,
        spent: 3_214_700_000,
        budget: 5_000_000_000,
        spentThisMonth: 71_930_000_000,
        monthlyBudget: 80_000_000_000,
      },
      problems: [
        {
          at: at - 4 * MINUTE,
          what: "The answer to Ravi Shankar was not delivered: the 24-hour window is closed.",
          remedy: "WhatsApp lets a bot write only within 24 hours after the user’s last message.",
          messageId: 9_001,
          userId: 4,
        },
        {
          at: at - 38 * MINUTE,
          what: "OpenAI answered “Too many requests” 12 times within a minute.",
          remedy: "Raise the limit at platform.openai.com/settings/limits, or set MAX_CONCURRENCY.",
          messageId: null,
          userId: null,
        },
        {
          at: at - 5 * HOUR,
          what: "price-list-2025.pdf could not be read: it is protected by a password.",
          remedy: null,
          messageId: null,
          userId: null,
        },
      ],
      waitingForHuman: 2,
      pendingUsers: 1,
    },
    costs: fullCosts,
  };
}

function busy(minute: Minute, index: number): Minute {
  const ok = Math.max(0, Math.round(6 + 5 * Math.sin(index / 6) + 3 * Math.sin(index * 2.3)));
  const isBad = index >= 20 && index <= 23;
  return { at: minute.at, ok, slow: isBad || index === 47 ? 2 : 0, failed: isBad ? 3 : 0 };
}

function fullCosts(days: number): Costs {
  const byDay = lastDays(days).map((day, index) => ({
    day,
    nanoDollars: Math.round(
      (2.2 + 1.4 * Math.sin(index / 2) + 0.9 * Math.cos(index * 1.7)) * 1_000_000_000,
    ),
  }));
  const total = byDay.reduce((sum, { nanoDollars }) => sum + nanoDollars, 0);
  const shares = (names: readonly (readonly [string, number, number?])[]): CostItem[] =>
    names.map(([name, share, userId]) => ({
      name,
      ...(userId !== undefined && { userId }),
      events: Math.round(share * days * 40),
      nanoDollars: Math.round(total * share),
      estimated: name.includes("whisper") || name === "message out" ? Math.round(total * share) : 0,
    }));
  return {
    days,
    total,
    estimated: Math.round(total * 0.08),
    projection: 74_200_000_000,
    pricesFrom: "2026-10-28",
    byDay,
    by: {
      user: shares([
        ["Amelia Thornton-Whitfield", 0.31, 1],
        ["João Pereira", 0.22, 2],
        ["نور الهدى", 0.14, 3],
        ["+49 151 12345678", 0.004, 5],
      ]),
      model: shares([
        ["gpt-5-mini", 0.71],
        ["gpt-5", 0.19],
        ["whisper-1", 0.06],
        ["text-embedding-3-small", 0.00004],
      ]),
      kind: shares([
        ["model", 0.84],
        ["transcription", 0.06],
        ["image", 0.08],
        ["message out", 0.02],
      ]),
      channel: shares([
        ["WhatsApp (Twilio)", 0.93],
        ["Telegram", 0.07],
      ]),
    },
  };
}
