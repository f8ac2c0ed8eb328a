import type { ChannelOperator } from "../../channels/channel-operator.ts";
import type { Clock } from "../../core/ports.ts";
import type { MessageTimeline } from "../../store/message-timeline.ts";
import type { UserSummary } from "../../store/user-admin.ts";
import type { AdminStore } from "../../store/admin-store.ts";
import { pause } from "./local-bot.ts";

/** The events that are shown to the waiting operator. */
export type FirstMessageEvent =
  /** Messages count from now on. */
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly user: UserSummary }
  | { readonly kind: "arrived"; readonly user: UserSummary }
  | { readonly kind: "answered"; readonly life: MessageTimeline }
  | { readonly kind: "failed"; readonly life: MessageTimeline; readonly why: string };

export interface Waiting {
  /** Opens the database for one reading. */
  readonly look: <T>(work: (admin: AdminStore) => Promise<T>) => Promise<T>;
  readonly explainCode: ChannelOperator<never>["explainCode"];
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Aborted when the user leaves or the bot ends. */
  readonly signal: AbortSignal;
  readonly tell: (event: FirstMessageEvent) => void;
}

/** The last message is among this many entries, including notices and answers. */
const RECENT = 10;
const SENT: ReadonlySet<string> = new Set(["accepted", "sent", "delivered", "read"]);

/** Waits for a message that arrives from now on, and for its answer. Returns whether that was sent. */
export async function awaitFirstMessage(waiting: Waiting): Promise<"works" | "failed" | "nothing"> {
  const { look, clock, signal, tell } = waiting;
  const giveUpAt = clock.now() + waiting.timeoutMs;
  const known = new Map(await look((admin) => admin.users().then(counts)));
  tell({ kind: "ready" });
  let arrived: number | null = null;
  while (!signal.aborted && clock.now() < giveUpAt) {
    if (arrived === null) {
      for (const user of await look((admin) => admin.users())) {
        const before = known.get(user.id) ?? NONE;
        known.set(user.id, user);
        if (user.refused > before.refused) tell({ kind: "refused", user });
        if (user.messages <= before.messages) continue;
        tell({ kind: "arrived", user });
        arrived = user.id;
        break;
      }
    }
    if (arrived !== null) {
      const end = await lookAtAnswer(arrived, waiting);
      if (end !== null) return end;
    }
    await pause();
  }
  return "nothing";
}

const NONE = { messages: 0, refused: 0 };

function counts(users: readonly UserSummary[]): [number, typeof NONE][] {
  return users.map((user) => [user.id, user]);
}

async function lookAtAnswer(
  userId: number,
  { look, tell, explainCode }: Waiting,
): Promise<"works" | "failed" | null> {
  const life = await look(async (admin) => {
    const said = await admin.conversation(userId, RECENT);
    const last = said.findLast(({ by }) => by === "user");
    return last === undefined ? null : admin.timelineOf(String(last.messageId));
  });
  if (life === null) return null;
  const failed = life.parts.find(({ state }) => state === "failed" || state === "dead");
  if (failed !== undefined || life.state === "dead") {
    const code = failed?.errorCode ?? null;
    const meaning = code === null ? null : (explainCode(code)?.meaning ?? code);
    tell({
      kind: "failed",
      life,
      why: meaning ?? failed?.error ?? life.error ?? "no reason given",
    });
    return "failed";
  }
  const isAnswered = life.parts.some(({ state }) => SENT.has(state)) || life.state === "done";
  if (!isAnswered) return null;
  tell({ kind: "answered", life });
  return "works";
}
