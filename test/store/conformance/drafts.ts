import { expect, test } from "bun:test";
import type { KeptDraft } from "../../../src/store/drafts.ts";
import { textPart } from "../../../src/core/reply-part.ts";
import { idsOf, type Turn } from "../../../src/store/turn.ts";
import { aMessage } from "../../messages.ts";
import { call, type Setup } from "./setup.ts";

const DAY = "2026-11-22";
const USAGE = { kind: "model", provider: "p", model: "m", tokens: null } as const;
const CHARGE = {
  kind: "model",
  channel: null,
  provider: "p",
  model: "m",
  units: {},
  nanoDollars: 40n,
  isEstimated: false,
} as const;
const OF = { kind: "speech", channel: null, provider: "p", model: "voice" } as const;
const NO_LIMITS = { daily: 0n, monthly: 0n, dailyPerUser: 0n, monthlyPerUser: 0n };

/** A draft of this turn, whose call did cost 40 and whose speech may cost 500. */
const draftOf = (turn: Turn, limits: Partial<typeof NO_LIMITS> = {}): KeptDraft => ({
  draft: {
    covers: idsOf(turn),
    answer: { kind: "answer", text: "It rains.", outcome: "complete", usage: USAGE },
    pages: { found: [], used: ["https://a.example"] },
  },
  bill: { tokens: 10, charges: [CHARGE], partNanoDollars: 7n },
  maxParts: 3,
  budget: {
    day: DAY,
    tokens: 50,
    dailyLimit: 0,
    dailyLimitPerUser: 0,
    money: { call: 500n, parts: 0n, of: OF, ...NO_LIMITS, ...limits },
  },
});

/** The price of the user's message in the tariff of these tests. */
const RECEIVED = 3;

export function testDrafts(setup: () => Setup): void {
  /** Begins a turn whose model call has reserved 100 for itself and 21 for its parts. */
  async function beginTurn() {
    const { store, receive, claim, answerStep } = setup();
    await receive();
    const lane = await claim();
    const turn = await answerStep(lane);
    const money = { call: 100n, parts: 21n, of: OF, ...NO_LIMITS };
    await store.beginModelCall(lane, turn, call({ money }));
    return { store, lane, turn };
  }

  const rows = async (statement: string) =>
    (await setup().query(statement)).map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])),
    );
  const reserved = () =>
    rows("SELECT tokens, nano_dollars AS nano, parts_nano_dollars AS parts FROM reservations");
  const spent = () => rows(`SELECT nano_dollars AS nano FROM spent_money WHERE period = '${DAY}'`);
  const charged = () =>
    rows("SELECT nano_dollars AS nano FROM charges WHERE kind <> 'message in' ORDER BY id");

  test("a draft settles its call, keeps the money of its parts, and reserves that of its speech", async () => {
    const { store, lane, turn } = await beginTurn();
    expect(await store.keepDraft(lane, turn, draftOf(turn))).toBe(true);
    expect(await reserved()).toEqual([{ tokens: 50, nano: 500, parts: 21 }]);
    expect(await charged()).toEqual([{ nano: 40 }]);
    expect(await spent()).toEqual([{ nano: RECEIVED + 40 + 500 + 21 }]);
    expect((await store.attachmentsOf(turn)).length).toBe(0);
  });

  test("a recorded answer settles the speech, and leaves no draft", async () => {
    const { store, lane, turn } = await beginTurn();
    await store.keepDraft(lane, turn, draftOf(turn));
    const bill = {
      tokens: 30,
      charges: [{ ...CHARGE, kind: "speech" as const, nanoDollars: 90n }],
      partNanoDollars: 7n,
    };
    await store.recordAnswer(lane, turn, {
      text: "It rains.",
      parts: [],
      model: "m",
      usage: null,
      error: null,
      bill,
    });
    expect(await reserved()).toEqual([]);
    expect(await charged()).toEqual([{ nano: 40 }, { nano: 90 }]);
    expect(await spent()).toEqual([{ nano: RECEIVED + 130 }]);
    expect(await setup().query("SELECT draft FROM messages")).toEqual([{ draft: null }]);
  });

  test("a draft is found with its turn by the next process, and its speech stays spent", async () => {
    const { store, lane, turn } = await beginTurn();
    const kept = draftOf(turn);
    await store.keepDraft(lane, turn, kept);
    await setup().loseLanes();
    const heir = await setup().claim();
    const again = await setup().answerStep(heir);
    expect(again.draft).toEqual(kept.draft);
    expect(await charged()).toEqual([{ nano: 40 }, { nano: 500 }]);
    expect(await reserved()).toEqual([]);
  });

  test("a budget that the speech would pass keeps the draft, and reserves nothing for it", async () => {
    const { store, lane, turn } = await beginTurn();
    const kept = draftOf(turn, { dailyPerUser: 563n });
    expect(await store.keepDraft(lane, turn, kept)).toBe(false);
    expect(await reserved()).toEqual([{ tokens: 0, nano: 0, parts: 21 }]);
    expect(await spent()).toEqual([{ nano: RECEIVED + 61 }]);
    // The user is not notified, since they get the answer.
    const notices = await setup().query("SELECT 1 FROM spending WHERE is_noticed");
    expect(notices).toEqual([]);
    const [row] = await setup().query("SELECT draft FROM messages");
    expect(JSON.parse(String(row?.["draft"]))).toEqual(kept.draft);
  });

  test("the last nano-dollar of a budget may be reserved", async () => {
    const { store, lane, turn } = await beginTurn();
    expect(await store.keepDraft(lane, turn, draftOf(turn, { dailyPerUser: 564n }))).toBe(true);
  });

  test("a stale worker, and one whose turn is over, keep no draft", async () => {
    const { store, lane, turn } = await beginTurn();
    const stale = { ...lane, epoch: lane.epoch - 1 };
    expect(await store.keepDraft(stale, turn, draftOf(turn))).toBeNull();
    await setup().answer(lane, turn, "It rains.");
    expect(await store.keepDraft(lane, turn, draftOf(turn))).toBeNull();
    expect(await setup().query("SELECT draft FROM messages")).toEqual([{ draft: null }]);
  });

  test("a turn that is given up has no draft", async () => {
    const { store, lane, turn } = await beginTurn();
    await store.keepDraft(lane, turn, draftOf(turn));
    await store.deadLetterTurn(lane, turn, "Sorry", "broke");
    expect(await setup().query("SELECT draft FROM messages")).toEqual([{ draft: null }]);
  });

  test("a newer message that arrived during the speech leaves reserved what the parts may cost", async () => {
    const { store, lane, turn } = await beginTurn();
    await store.keepDraft(lane, turn, draftOf(turn));
    const answer = { text: "It rains.", model: "m", usage: null, error: null };
    const bill = { tokens: 30, charges: [], partNanoDollars: 7n };
    await store.recordAnswer(lane, turn, { ...answer, parts: [textPart("It rains.")], bill });
    await store.spareTurn(lane, turn);
    expect(await reserved()).toEqual([{ tokens: 0, nano: 0, parts: 7 }]);
  });

  test("a user who opts out while the answer is spoken is not answered, and it is erased", async () => {
    const { store, lane, turn } = await beginTurn();
    await store.keepDraft(lane, turn, draftOf(turn));
    const stop = { admitted: false, why: "opted-out", optOut: "stop", notice: null } as const;
    await store.receive(aMessage({ text: "STOP" }), () => stop);
    expect(await setup().answer(lane, turn, "It rains.")).toBe(false);
    expect(await setup().query("SELECT draft FROM messages WHERE draft IS NOT NULL")).toEqual([]);
    await store.spareTurn(lane, turn);
    expect(await charged()).toEqual([{ nano: 40 }, { nano: 500 }]);
  });
}
