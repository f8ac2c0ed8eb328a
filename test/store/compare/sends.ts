import type { Lane } from "../../../src/core/lane.ts";
import type { DeliveryStatus } from "../../../src/core/ports.ts";
import type { OutgoingFile } from "../../../src/core/reply-part.ts";
import type { OpenPart } from "../../../src/store/sends.ts";
import type { Store } from "../../../src/store/store.ts";
import { aKnownSid } from "./inbound.ts";
import { aHolder, partsOf } from "./lanes.ts";
import type { Both, Pair } from "./pair.ts";
import type { Picker } from "./picker.ts";

const STATUSES: readonly [DeliveryStatus, ...DeliveryStatus[]] = [
  "accepted",
  "sent",
  "delivered",
  "read",
  "failed",
  "failed",
];
const HOUR_MS = 3_600_000;

type Act = (store: Store, lane: Lane, partId: number) => Promise<boolean>;

/** A send ends, one way or another. */
export async function endSend(pair: Pair, picker: Picker): Promise<void> {
  const holder = aHolder(pair, picker);
  if (holder === null) return;
  const [step] = holder.steps;
  const [begun] = step === null ? [] : partsOf(step);
  const other = picker.isLucky(0.05) ? picker.any(pair.past.parts)?.[0] : null;
  const part = other ?? begun ?? null;
  if (part === null) return;
  const [what, act] = anOutcome(pair, picker, part);
  await pair.both(`${what} part ${part.id}`, ({ store }, index) =>
    act(store, holder.lanes[index], part.id),
  );
  holder.steps = [null, null];
}

function anOutcome(pair: Pair, picker: Picker, part: OpenPart): readonly [string, Act] {
  const chance = picker.below(100);
  if (chance < 55) {
    const sid = sidOf(pair, part);
    const nextAfterMs = picker.one([0, 5_000]);
    return [
      `accepted as ${sid}`,
      (store, lane, id) => store.recordAccepted(lane, id, { sid, nextAfterMs }),
    ];
  }
  const failure = picker.one([
    null,
    { code: "63018", message: "slow down" },
    { code: null, message: "busy" },
  ]);
  const delayMs = picker.one([0, 5_000, 60_000]);
  if (chance < 70) {
    return [
      `not sent${failure ? "" : ", without a failure"}:`,
      (store, lane, id) => store.postponeSend(lane, id, delayMs, failure),
    ];
  }
  if (chance < 82) {
    const isCounted = picker.isLucky(0.6);
    return [
      "look up later:",
      (store, lane, id) => store.postponeLookup(lane, id, { delayMs, isCounted }),
    ];
  }
  if (chance < 92) {
    return [
      "refused:",
      (store, lane, id) => store.recordRefused(lane, id, { code: "63016", message: "too late" }),
    ];
  }
  return ["unknown:", (store, lane, id) => store.recordUnknown(lane, id)];
}

/** The messenger reports on a part, by its nonce or by its sid alone. */
export async function report(pair: Pair, picker: Picker): Promise<void> {
  const parts = picker.any(pair.past.parts.slice(-6));
  if (parts === null) return;
  const isNamed = picker.isLucky(0.8);
  // A part that was sent twice has two sids.
  const sid = isNamed && picker.isLucky(0.1) ? pair.newSid("SM") : sidOf(pair, parts[0]);
  const status = picker.one(STATUSES);
  const errorCode = status === "failed" ? "63018" : null;
  const resend = picker.isLucky(0.7)
    ? { delayMs: 5_000, withinMs: HOUR_MS, maxTimes: 2 }
    : undefined;
  const what = `report ${status} of part ${isNamed ? parts[0].id : "?"} as ${sid}${resend ? ", resent" : ""}`;
  await pair.both(what, async ({ store }, index) => {
    const nonce = isNamed ? parts[index].nonce : null;
    return {
      isAnswer: await store.isAnswer({ nonce, sid }),
      reported: await store.recordStatus({ nonce, sid, status, errorCode }, resend),
      known: await store.knownSids([sid, "SM-never"]),
    };
  });
}

/** The messenger fetches a file, which may have been erased by now. */
export async function fetchFile(pair: Pair, picker: Picker): Promise<void> {
  const files = pair.past.parts.flatMap(([one, two]): Both<OutgoingFile>[] =>
    one.content.kind === "media" && two.content.kind === "media"
      ? [[one.content.file, two.content.file]]
      : [],
  );
  const file = picker.any(files.slice(-6));
  if (file === null) return;
  await pair.both("fetch a file", async ({ store }, index) => {
    const { token } = file[index];
    await store.noteFileFetched(token);
    const bytes = await store.readOutgoingFile(token);
    return { file: await store.findOutgoingFile(token), bytes: bytes && [...bytes] };
  });
}

function sidOf(pair: Pair, { nonce }: OpenPart): string {
  const sid = pair.past.sids.get(nonce) ?? pair.newSid("SM");
  pair.past.sids.set(nonce, sid);
  return sid;
}

/** A response to a message takes what is ready along. */
export async function claimReply(pair: Pair, picker: Picker): Promise<void> {
  const asker = picker.any(pair.past.askers.slice(-4));
  if (asker === null) return;
  const options = {
    lookUpAfterMs: 60_000,
    limit: 1 + picker.below(3),
    isFinal: picker.isLucky(0.3),
  };
  const what = `take ${options.limit} for message ${asker.messageId}${options.isFinal ? ", finally" : ""}`;
  const [one, two] = await pair.both(what, ({ store }) => store.claimReply(asker, options));
  one?.forEach((part, index) => {
    const other = two?.[index];
    if (other !== undefined) pair.past.parts.push([part, other]);
  });
}

export async function hasten(pair: Pair, picker: Picker): Promise<void> {
  const asker = picker.any(pair.past.askers);
  if (asker === null) return;
  const afterMs = picker.one([0, 10_000, 25_000]);
  await pair.both(`hasten ${asker.userId} to ${afterMs}`, ({ store }) =>
    store.hastenLookups(asker.userId, afterMs),
  );
}

export async function readSids(pair: Pair, picker: Picker): Promise<void> {
  const sids = Array.from({ length: 1 + picker.below(3) }, () => aKnownSid(pair, picker));
  await pair.both(`sids ${sids.join()}`, async ({ store }) => ({
    unseen: await store.unseen([...sids, "SM-new"]),
    known: await store.knownSids(sids),
    none: await store.unseen([]),
  }));
}
