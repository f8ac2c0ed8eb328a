import type { UserDetail } from "../../../src/admin/wire.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Users of every kind, and a hundred more. */
export function fullUsers(at: number): UserDetail[] {
  return [
    {
      ...user(1, "Amelia Thornton-Whitfield", "whatsapp:+447700900123"),
      lastWroteAt: at - MINUTE,
      messages: 1_284,
      spentToday: 412_000_000,
      spentThisMonth: 9_310_000_000,
      dailyBudget: 2_500_000_000,
      persona: "Answer briefly and formally. She runs a hotel and orders for it.",
      language: "en",
      timezone: "Europe/London",
      facts: [
        { id: 1, text: "Orders 40 sourdough loaves every Friday", at: at - 40 * DAY },
        { id: 2, text: "Is allergic to hazelnuts", at: at - 12 * DAY },
        { id: 3, text: "Deliveries go to the kitchen door in Mill Lane", at: at - 2 * DAY },
      ],
      reminders: [
        { id: 1, text: "Confirm Friday’s order", dueAt: at + 2 * DAY, repeats: "every week" },
        { id: 2, text: "Ask about the Christmas menu", dueAt: at + 9 * DAY, repeats: null },
      ],
    },
    { ...user(2, "João Pereira", "whatsapp:+351912345678"), lastWroteAt: at - 6 * MINUTE },
    {
      ...user(3, "نور الهدى", "whatsapp:+212612345678"),
      lastWroteAt: at - 50 * MINUTE,
      messages: 88,
    },
    {
      ...user(4, "Ravi Shankar", "whatsapp:+919876543210"),
      lastWroteAt: at - 26 * 60 * MINUTE,
      messages: 31,
    },
    { ...user(5, null, "whatsapp:+4915112345678"), state: "pending", messages: 1 },
    { ...user(6, "Casino Bonus 🎰", "whatsapp:+10000000001"), state: "blocked", messages: 212 },
    { ...user(7, "Li Wei", "telegram:88123456"), channel: "Telegram", isOptedOut: true },
    ...Array.from({ length: 100 }, (_, index) => ({
      ...user(100 + index, `Guest ${index + 1}`, `whatsapp:+4917000000${100 + index}`),
      lastWroteAt: at - (index + 2) * DAY,
      messages: 1 + ((index * 37) % 90),
      spentThisMonth: (index * 13_700_000) % 310_000_000,
    })),
  ];
}

function user(id: number, name: string | null, address: string): UserDetail {
  return {
    id,
    name,
    address,
    addresses: [address],
    channel: "WhatsApp",
    state: "admitted",
    isOptedOut: false,
    messages: 12,
    lastWroteAt: Date.now() - id * DAY,
    spentThisMonth: 210_400_000,
    spentToday: 4_200_000,
    dailyBudget: null,
    monthlyBudget: null,
    persona: null,
    language: null,
    timezone: null,
    facts: [],
    reminders: [],
  };
}
