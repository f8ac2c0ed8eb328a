import { textPart, type ReplyPart } from "../../../src/core/reply-part.ts";
import type { Lane } from "../../../src/core/lane.ts";
import type { InboundMessage } from "../../../src/core/message.ts";
import type { AdminStore } from "../../../src/store/admin-store.ts";
import type { OpenPart } from "../../../src/store/sends.ts";
import type { Budget, ModelCall } from "../../../src/store/spending.ts";
import type { StepOptions } from "../../../src/store/lane-store.ts";
import type { Receipt, Verdict } from "../../../src/store/receipt.ts";
import type { Store } from "../../../src/store/store.ts";
import type { Turn } from "../../../src/store/turn.ts";
import type { FakeClock } from "../../fake-clock.ts";
import { aMessage } from "../../messages.ts";

export interface OpenStore {
  readonly store: Store;
  /** Runs one statement beside the store, in the words that both databases have in common. */
  query(statement: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** A store of its own, and what else can be done with its database. */
export interface OpenDatabase extends OpenStore {
  /** The path of its file, or the URL of its server. */
  readonly where: string;
  openAdminStore(): Promise<AdminStore>;
}

/** A store with a clock, and the moves that most tests make. */
export interface Setup extends OpenStore {
  readonly clock: FakeClock;
  /** Takes every lane from its holder, as a crash does. */
  loseLanes(): Promise<void>;
  receive(message?: Partial<InboundMessage>): Promise<Receipt>;
  claim(): Promise<Lane>;
  answerStep(lane: Lane): Promise<Turn>;
  partStep(lane: Lane, kind: "send" | "look-up"): Promise<OpenPart>;
  answer(lane: Lane, turn: Turn, ...parts: (string | ReplyPart)[]): Promise<boolean>;
}

export const admitted = (): Verdict => ({ admitted: true, restMs: 3_600_000, settleMs: 0 });
export const LEASE: StepOptions = {
  leaseMs: 30_000,
  mayAnswer: true,
  isMerged: false,
  suspects: { kind: "begin" },
};

/** Accepted under this sid, the next part due at once. */
export const at = (sid: string) => ({ sid, nextAfterMs: 0 });

/** A model call of 100 tokens, on a day without limits unless told. */
export const call = ({
  voidBefore = 0,
  historyFrom = null,
  ...over
}: Partial<Budget & Omit<ModelCall, "budget">> = {}): ModelCall => ({
  voidBefore,
  historyFrom,
  budget: { day: "2026-11-22", tokens: 100, dailyLimit: 0, dailyLimitPerUser: 0, ...over },
});

export function setUp(opened: OpenStore, clock: FakeClock): Setup {
  const { store } = opened;
  return {
    ...opened,
    clock,
    loseLanes: async () => {
      await opened.query("UPDATE lanes SET owner = NULL, lease_until = 0");
    },
    receive: (message) => store.receive(aMessage(message), admitted),
    claim: async () => {
      const lane = await store.claimLane("me", LEASE.leaseMs);
      if (lane === null) throw new Error("no lane is due");
      return lane;
    },
    answerStep: async (lane) => {
      const step = await store.nextStep(lane, LEASE);
      if (step?.kind !== "answer") throw new Error(`expected an answer step, found ${step?.kind}`);
      return step.turn;
    },
    partStep: async (lane, kind) => {
      const step = await store.nextStep(lane, LEASE);
      if (step?.kind !== kind) throw new Error(`expected a ${kind} step, found ${step?.kind}`);
      const part = step.kind === "send" ? step.part : step.parts[0];
      if (part === undefined) throw new Error("a look-up of nothing");
      return part;
    },
    answer: (lane, turn, ...parts) =>
      store.recordAnswer(lane, turn, {
        text: parts.filter((part) => typeof part === "string").join("\n"),
        parts: parts.map((part) => (typeof part === "string" ? textPart(part) : part)),
        model: "a-model",
        usage: null,
        error: null,
      }),
  };
}
