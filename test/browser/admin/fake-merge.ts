import type { UserDetail } from "../../../src/admin/wire.ts";
import { describeMerge } from "../../../src/explain/describe-merge.ts";
import type { MergedUser } from "../../../src/store/user-merge.ts";
import type { AdminData } from "./admin-data.ts";
import { found } from "./found.ts";

/** Answers what merging a user into another one would do, in the sentences of the real API. */
export function planMerge(data: AdminData, id: number, who: string): Response {
  const keep = data.users.find((user) => user.id === id);
  const other = data.users.find(
    (user) => String(user.id) === who || user.address.endsWith(who.replaceAll(" ", "")),
  );
  if (!keep) return found(undefined);
  if (!other) return Response.json({ error: `There is no user ${who}.` }, { status: 404 });
  if (other === keep) return Response.json({ error: "These two are one user." }, { status: 409 });
  const [one, two] = [sideOf(keep), sideOf(other)];
  const lines = describeMerge(
    {
      keep: one,
      other: two,
      settings: {
        ...one,
        isActive: one.isActive && two.isActive,
        persona: one.persona ?? two.persona,
        language: one.language ?? two.language,
        timeZone: one.timeZone ?? two.timeZone,
        monthlyBudget: one.monthlyBudget ?? two.monthlyBudget,
      },
      lostFacts: 0,
      lastAddress: other.address,
    },
    { whitelist: [], admins: [] },
  );
  return Response.json({ otherId: other.id, lines });
}

/** Merges a user into another one. */
export function merge(data: AdminData, id: number, otherId: number): Response {
  const kept = data.users.find((user) => user.id === id);
  const other = data.users.find((user) => user.id === otherId);
  if (!kept || !other) return found(undefined);
  const addresses = [...kept.addresses, ...other.addresses];
  const merged = { ...kept, addresses, messages: kept.messages + other.messages };
  data.users = data.users.flatMap((user) => (user === other ? [] : user === kept ? merged : user));
  return Response.json({ isMerged: true });
}

function sideOf(user: UserDetail): MergedUser {
  return {
    userId: user.id,
    name: user.name,
    addresses: user.addresses,
    messages: user.messages,
    facts: user.facts.length,
    reminders: user.reminders.length,
    waiting: 0,
    isWhitelisted: false,
    isActive: user.state !== "blocked",
    optedOutAt: user.isOptedOut ? 1 : null,
    isMemoryOn: true,
    isIncognito: false,
    language: user.language,
    persona: user.persona,
    timeZone: user.timezone,
    voiceReplies: null,
    dailyBudget: user.dailyBudget,
    monthlyBudget: user.monthlyBudget,
    takenOverBy: null,
  };
}
