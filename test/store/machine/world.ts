import { textPart } from "../../../src/core/reply-part.ts";
import { TransientError } from "../../../src/core/errors.ts";
import type { Lane } from "../../../src/core/lane.ts";
import type { InboundMessage } from "../../../src/core/message.ts";
import { sendPart } from "../../../src/outbox/send-part.ts";
import { NO_TEMPLATES } from "../../../src/outbox/choice-templates.ts";
import { reconcile } from "../../../src/outbox/reconcile.ts";
import type { DueReminder } from "../../../src/store/reminders.ts";
import type { Step } from "../../../src/store/lane-store.ts";
import type { Store } from "../../../src/store/store.ts";
import type { Turn } from "../../../src/store/turn.ts";
import { createPaidCalls } from "../../../src/worker/paid-calls.ts";
import {
  settleAnswerFault,
  settleLookupFault,
  settleSendFault,
} from "../../../src/worker/settle-fault.ts";
import { createFakeClock, type FakeClock } from "../../fake-clock.ts";
import { aPicture } from "../../outgoing-file.ts";
import { aMessage } from "../../messages.ts";
import { bill, money } from "../conformance/charges.ts";
import { call } from "../conformance/setup.ts";
import type { StoreDatabase, OpenDatabase } from "./databases.ts";
import { createToolCalls } from "./tool-calls.ts";
import { createFakeChannel, type FakeChannel, type SendOutcome } from "./fake-channel.ts";

/** One claim of a lane, and what it is about to do. */
export interface Holder {
  readonly lane: Lane;
  sendBefore: number;
  step: Step | null;
}

export interface World {
  readonly clock: FakeClock;
  readonly post: FakeChannel;
  /** Every message that was taken in, with the text that its user knows it by. */
  readonly received: readonly InboundMessage[];
  /** The texts whose answer was stored, once for every time. */
  readonly answered: readonly string[];
  readonly holders: readonly Holder[];
  store(): Store;
  receive(user: number): Promise<void>;
  /** Returns false when no lane is due. */
  claim(): Promise<boolean>;
  /** Begins this holder's next step, or gives its lane back. */
  begin(holder: Holder): Promise<void>;
  /** Has tools called for the answer that this holder has begun; what `isCut` is never noted. */
  callTools(holder: Holder, isCut: boolean): Promise<void>;
  /** Queues what is due to remind of; returns whether anything was. */
  remind(): Promise<boolean>;
  answer(holder: Holder, succeeds: boolean): Promise<void>;
  send(holder: Holder, outcome: SendOutcome): Promise<void>;
  lookUp(holder: Holder): Promise<void>;
  /**
   * Kills the process and starts it again on its disk; returns the holders of lanes at that time.
   */
  crash(): Promise<readonly Holder[]>;
  /** Returns the store's state of each known send. */
  deliveries(): ReturnType<StoreDatabase["deliveries"]>;
  /** The keys of the calls of tools that were made, and of those that the store knows. */
  toolCalls(): Promise<{ readonly made: readonly string[]; readonly stored: readonly string[] }>;
  /** Returns the ledger, the reservations, and the store's totals of users. */
  money(): ReturnType<StoreDatabase["money"]>;
  end(): Promise<void>;
}

const LEASE_MS = 30_000;
const SEND_MARGIN_MS = 15_000;
const GRACE_MS = 30_000;
/** The delay after which a message appears in the messenger's list. */
const LIST_LAG_MS = 12_000;
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const REMINDED_AFTER_MS = 4_000;

/** The text of the reminder that the answer to a text sets. */
export const reminderOf = (text: string) => `<${text.replace("says", "said")}>`;

/** A store, its holders and a messenger, all moved by hand; what decides is the product's own. */
export async function createWorld(openDatabase: OpenDatabase): Promise<World> {
  const clock = createFakeClock();
  const database = await openDatabase(clock);
  const post = createFakeChannel(clock, LIST_LAG_MS);
  const tools = createToolCalls(clock);
  const received: InboundMessage[] = [];
  const answered: string[] = [];
  let holders: Holder[] = [];
  let startedAt = clock.now();
  let store = await database.openStore();

  const settling = () => ({
    store,
    clock,
    log: quiet,
    hasFallback: false,
    paidCalls: createPaidCalls(),
    apologiesFor: () => ({
      busy: "busy",
      unavailable: "no",
      somethingBroke: "broke",
      cannotAnswer: "refused",
    }),
    alertOwners: async () => {},
    random: () => 0.5,
  });
  const delivering = () => ({ store, clock, log: quiet, messenger: post.messenger });

  async function tryToAnswer(turn: Turn, lane: Lane, succeeds: boolean): Promise<void> {
    if (
      (await store.beginModelCall(lane, turn, call({ voidBefore: startedAt, money: money() }))) ===
      null
    )
      return;
    if (!succeeds) throw new TransientError("overloaded");
    // The messenger's list tells one picture without a caption from no other.
    const file = { ...aPicture(), name: `${turn.text}: two` };
    const parts = [
      textPart(`${turn.text}: one`),
      { kind: "media", file, caption: null } as const,
    ].slice(0, 1 + (turn.messageId % 2));
    const record = {
      text: turn.text,
      parts,
      model: "m",
      usage: null,
      bill: bill(60n),
      error: null,
      effects: [
        {
          kind: "set-reminder",
          text: reminderOf(turn.text),
          schedule: null,
          dueAt: clock.now() + REMINDED_AFTER_MS,
          timeZone: null,
        },
      ],
    } as const;
    if (await store.recordAnswer(lane, turn, record)) answered.push(turn.text);
  }

  async function claim(): Promise<boolean> {
    const lane = await store.claimLane("me", LEASE_MS);
    if (lane !== null) holders.push({ lane, sendBefore: 0, step: null });
    return lane !== null;
  }

  post.fetch = (token) => store.noteFileFetched(token);

  return {
    clock,
    post,
    received,
    answered,
    get holders() {
      return holders;
    },
    store: () => store,
    receive: async (user) => {
      const from = `whatsapp:+49151000000${user}`;
      const message = aMessage({ from, text: `${from} says ${received.length}` });
      await store.receive(message, () => ({ admitted: true, restMs: 3_600_000, settleMs: 0 }));
      received.push(message);
    },
    claim,
    begin: async (holder) => {
      holder.sendBefore = clock.now() + LEASE_MS - SEND_MARGIN_MS;
      const options = {
        leaseMs: LEASE_MS,
        mayAnswer: true,
        isMerged: false,
        suspects: { kind: "begin" },
      } as const;
      holder.step = await store.nextStep(holder.lane, options);
      if (holder.step !== null) return;
      await store.releaseLane(holder.lane);
      holders = holders.filter((other) => other !== holder);
    },
    remind: async () => {
      const parts = (due: readonly DueReminder[]) => [
        textPart(due.map(({ text }) => text).join(" & ")),
      ];
      const users = await store.queueReminders({
        maxDueLanes: 100,
        decide: (_, due) => ({ kind: "send", parts: parts(due) }),
      });
      return users !== null;
    },
    callTools: async (holder, isCut) => {
      if (holder.step?.kind !== "answer") return;
      const { turn } = holder.step;
      const mayGoOn = await tools.goOn(store, holder.lane, turn, isCut);
      // Within one start the product knows its own calls.
      const known = { ...turn, has: { ...turn.has, toolCalls: true } };
      holder.step = mayGoOn ? { ...holder.step, turn: known } : null;
    },
    answer: async (holder, succeeds) => {
      if (holder.step?.kind !== "answer") return;
      const { turn } = holder.step;
      holder.step = null;
      await tryToAnswer(turn, holder.lane, succeeds).catch((error: unknown) =>
        settleAnswerFault(error, turn, holder.lane, settling()),
      );
    },
    send: async (holder, outcome) => {
      if (holder.step?.kind !== "send") return;
      const { part } = holder.step;
      holder.step = null;
      post.expect(outcome);
      const deps = { ...delivering(), templates: NO_TEMPLATES };
      await sendPart(part, holder, deps).catch((error: unknown) =>
        settleSendFault(error, part, holder.lane, settling()),
      );
    },
    lookUp: async (holder) => {
      if (holder.step?.kind !== "look-up") return;
      const found = holder.step;
      holder.step = null;
      await reconcile(found, holder, {
        ...delivering(),
        sendGraceMs: GRACE_MS,
        reportWaitOf: () => Promise.reject(new Error("no report is waited for")),
        mayRepeat: true,
      }).catch((error: unknown) => settleLookupFault(error, found, holder.lane, settling()));
    },
    crash: async () => {
      const ghosts = holders;
      holders = [];
      await store.close();
      store = await database.openStore();
      clock.jump(database.outlivesLeases ? LEASE_MS + 1 : 1);
      startedAt = clock.now();
      // A process that is not known to be dead keeps its lane until another one claims it.
      while (database.outlivesLeases && (await claim()));
      return ghosts;
    },
    deliveries: database.deliveries,
    money: database.money,
    toolCalls: async () => ({ made: tools.made, stored: await database.toolCalls() }),
    end: async () => {
      await store.close();
      await database.remove();
    },
  };
}
