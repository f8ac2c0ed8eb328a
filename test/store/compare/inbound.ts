import type { AttachmentKind } from "../../../src/core/media-types.ts";
import type { Attachment, Identity, InboundMessage } from "../../../src/core/message.ts";
import type { RefusalReason, SenderState } from "../../../src/store/users.ts";
import type { Verdict } from "../../../src/store/receipt.ts";
import type { Pair } from "./pair.ts";
import type { Picker } from "./picker.ts";
import { remind } from "./reminders.ts";

/** Two of them are one number in two spellings. */
const NUMBERS = [
  "whatsapp:+4915112345678",
  "whatsapp:+14155550123",
  "whatsapp:+5511912345678",
  "whatsapp:+551112345678",
] as const;
const USERNAMES = ["whatsapp:DE.ada", "whatsapp:US.bob"] as const;
export const ADDRESSES = [...NUMBERS, ...USERNAMES] as const;

const TEXTS = [
  "hello",
  "yes",
  "/forget",
  "a text that is long enough to be cut where a conversation takes its title from it, and then some",
  "שלום 👨‍👩‍👧 \u202Eabc\u202C tab\there\r\nnew line \\N 'quoted' \"twice\" \u2028",
  "",
  "  \n ",
  "half of a pair \uD83D and on",
] as const;
const KINDS: readonly [AttachmentKind, ...AttachmentKind[]] = [
  "image",
  "audio",
  "document",
  "video",
  "contacts",
  "unknown",
];
const REASONS: readonly [RefusalReason, ...RefusalReason[]] = [
  "rate-limited",
  "not-whitelisted",
  "blocked",
  "empty",
];
const HOUR_MS = 3_600_000;

/** Receives a message: usually a new one, sent now. */
export async function receive(pair: Pair, picker: Picker): Promise<void> {
  const message = picker.isLucky(0.08)
    ? picker.any(pair.past.received)
    : aRandomMessage(pair, picker);
  if (message === null) return;
  const verdict = aRandomVerdict(picker);
  const ageMs = picker.isLucky(0.15) ? picker.below(3 * HOUR_MS) : 0;
  const what = `receive ${message.sid} of ${message.identity.phoneNumber} ${message.identity.externalUserId}, ${describe(verdict)}, age ${ageMs}`;
  const [received] = await pair.both(what, async ({ store }) => {
    let judged: SenderState | null = null;
    const receipt = await store.receive(
      message,
      (standing) => {
        judged = standing;
        return verdict;
      },
      ageMs,
      HOUR_MS,
    );
    return { receipt, judged: judged && comparable(judged, verdict) };
  });
  pair.past.received.push(message);
  if (received.receipt.outcome === "queued") pair.past.askers.push(received.receipt);
}

function describe(verdict: Verdict): string {
  return verdict.admitted
    ? `settles ${verdict.settleMs} rest ${verdict.restMs}`
    : `${verdict.why}${"notice" in verdict && verdict.notice ? " noticed" : ""}`;
}

/**
 * Drops the facts that only one side has: other processes' arrivals, and the total of waiting
 * messages unless it decides.
 */
function comparable(standing: SenderState, verdict: Verdict): unknown {
  const { arrivals: _, openInAll, ...rest } = standing;
  const isExact = !verdict.admitted && verdict.why === "busy";
  return { ...rest, openInAll: isExact ? openInAll : null };
}

function aRandomVerdict(picker: Picker): Verdict {
  if (picker.isLucky(0.72)) {
    const settleMs = picker.one([0, 0, 3_000]);
    const restMs = picker.one([HOUR_MS, HOUR_MS, 60_000]);
    return { admitted: true, restMs, settleMs, ...(picker.isLucky(0.8) && { remind }) };
  }
  if (picker.isLucky(0.15)) return { admitted: false, why: picker.one(["busy", "ignored"]) };
  const why = picker.one(REASONS);
  const notice = picker.isLucky(0.5) ? { text: `No: ${why}`, everyMs: HOUR_MS } : null;
  return { admitted: false, why, notice };
}

function aRandomMessage(pair: Pair, picker: Picker): InboundMessage {
  const identity = aRandomIdentity(picker);
  const attachments = picker.isLucky(0.25) ? someAttachments(pair, picker) : [];
  const sid = pair.newSid(attachments.length > 0 ? "MM" : "SM");
  const isLocation = attachments.length === 0 && picker.isLucky(0.05);
  return {
    sid,
    from: identity.phoneNumber ?? identity.externalUserId ?? "",
    to: picker.one(["whatsapp:+14155238886", "whatsapp:+4930123456"]),
    identity,
    profileName: picker.one(["Ada", "Ada", "Ada L.", null]),
    type: isLocation ? "location" : (attachments[0]?.kind ?? "text"),
    text: picker.one(TEXTS),
    attachments,
    location: isLocation
      ? { latitude: "52.5", longitude: "13.4", label: null, address: "Hier 1" }
      : null,
    quotedSid: picker.isLucky(0.1) ? aKnownSid(pair, picker) : null,
    isForwarded: picker.isLucky(0.1),
    raw: picker.isLucky(0.1) ? { Odd: "é", "Also-Odd": "" } : {},
  };
}

export function aKnownSid({ past }: Pair, picker: Picker): string {
  const received = past.received.map(({ sid }) => sid);
  return picker.any(picker.isLucky(0.5) ? [...past.sids.values()] : received) ?? "SM-never";
}

function someAttachments(pair: Pair, picker: Picker): Attachment[] {
  return Array.from({ length: 1 + picker.below(2) }, () => {
    const kind = picker.one(KINDS);
    return { url: `https://x/${pair.newSid("MM")}`, contentType: `${kind}/x`, kind };
  });
}

function aRandomIdentity(picker: Picker): Identity {
  const user = picker.below(NUMBERS.length);
  const phoneNumber = NUMBERS[user] ?? NUMBERS[0];
  const own = USERNAMES[user % USERNAMES.length] ?? USERNAMES[0];
  const externalUserId = picker.isLucky(0.2) ? picker.one(USERNAMES) : own;
  if (picker.isLucky(0.6)) return { phoneNumber, externalUserId: null };
  if (picker.isLucky(0.6)) return { phoneNumber: null, externalUserId };
  return { phoneNumber, externalUserId };
}
