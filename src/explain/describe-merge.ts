import { counted } from "../core/counted.ts";
import { nameOfSender } from "../core/name-of-sender.ts";
import { upperFirst } from "../core/upper-first.ts";
import { bareAddress, isListed, identityOf } from "../core/user-address.ts";
import { formatDollars } from "../ledger/format-money.ts";
import type { MergedUser, MergeOutcome, MergePreview } from "../store/user-merge.ts";

/** The users that the settings admit, or make owners. */
interface ListedUsers {
  readonly whitelist: readonly string[];
  readonly admins: readonly string[];
}

/** The characters of a persona that are shown. */
const SHOWN = 60;

/** The reasons why two users are not merged. */
export const whyNotMerged: Readonly<Record<Exclude<MergeOutcome["outcome"], "merged">, string>> = {
  unknown: "Not merged: one of the two is not there any more.",
  "being-sent": "Not merged: a message to one of the two is being sent. Try again in a minute.",
  "held-by-two": "Not merged: two owners have taken over the conversations. Hand one back first.",
};

/** Returns true if the settings admit either of two users. */
export function isEitherAdmitted(
  { keep, other }: MergePreview,
  { whitelist, admins }: ListedUsers,
): boolean {
  return [keep, other].some((user) => hasListed(user, [...whitelist, ...admins]));
}

/** Describes what a merge will do, a sentence for each line: what is moved, and which settings win. */
export function describeMerge(preview: MergePreview, listed: ListedUsers): string[] {
  const { keep, other } = preview;
  return [
    `${sideOf(keep)}. This user stays.`,
    `${sideOf(other)}. All of it moves to #${keep.userId}, and #${other.userId} is gone.`,
    "History, facts, reminders, limits and costs are shared from now on.",
    `Each message is answered at the address that it came from. Reminders and notices go to the one last written from: now ${bareAddress(preview.lastAddress)}.`,
    ...describeAccess(preview, listed),
    ...describeSettings(preview),
    ...describeWork(preview),
    "This cannot be undone.",
  ];
}

function sideOf({ userId, name, addresses, messages, facts, reminders }: MergedUser): string {
  const who = [`#${userId}`, name, `(${addresses.map(bareAddress).join(", ")})`];
  const has = [
    counted(messages, "message"),
    counted(facts, "fact"),
    counted(reminders, "reminder"),
  ];
  return `${who.filter((word) => word !== null && word !== "").join(" ")}: ${has.join(", ")}`;
}

function describeAccess(preview: MergePreview, listed: ListedUsers): string[] {
  const { keep, other, settings } = preview;
  const pair = [keep, other];
  const lines: string[] = [];
  const tell = (has: (user: MergedUser) => boolean, line: (who: string) => string) => {
    const found = pair.filter(has);
    if (found.length === 1 && found[0] !== undefined) lines.push(line(`#${found[0].userId}`));
  };
  const isAllowed = (user: MergedUser) =>
    user.isWhitelisted || hasListed(user, [...listed.whitelist, ...listed.admins]);
  tell(
    ({ isActive }) => !isActive,
    (who) => `${who} is blocked, so both addresses are.`,
  );
  if (settings.isActive) tell(isAllowed, (who) => `${who} is allowed, so both addresses are.`);
  if (pair.some((user) => hasListed(user, listed.admins))) {
    lines.push("An owner's rights stay with the addresses in ADMIN_USERS.");
  }
  tell(
    ({ optedOutAt }) => optedOutAt !== null,
    (who) => `${who} wrote STOP, so both addresses get nothing until one of them writes START.`,
  );
  tell(
    ({ isMemoryOn }) => !isMemoryOn,
    (who) => `${who} has the memory switched off, so it is off for both.`,
  );
  tell(
    ({ isIncognito }) => isIncognito,
    (who) => `${who} writes incognito, so both do.`,
  );
  return lines;
}

function describeSettings({ keep, other, settings }: MergePreview): string[] {
  const persona = ({ persona: text }: { readonly persona: string | null }) =>
    text === null || text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
  const limit = (amount: number | null) =>
    amount === null ? null : amount === 0 ? "none" : formatDollars(BigInt(amount));
  const rows: [string, string | null, string | null, string | null][] = [
    ["Language", keep.language, other.language, settings.language],
    ["Persona", persona(keep), persona(other), persona(settings)],
    ["Time zone", keep.timeZone, other.timeZone, settings.timeZone],
    ["Spoken answers", keep.voiceReplies, other.voiceReplies, settings.voiceReplies],
    ["Daily limit", limit(keep.dailyBudget), limit(other.dailyBudget), limit(settings.dailyBudget)],
    [
      "Monthly limit",
      limit(keep.monthlyBudget),
      limit(other.monthlyBudget),
      limit(settings.monthlyBudget),
    ],
  ];
  return rows.flatMap(([label, kept, lost, both]) => {
    if (lost === null || kept === lost) return [];
    if (both === kept) return `${label}: ${both} stays; ${lost} of #${other.userId} is dropped.`;
    const dropped = kept === null ? "" : `; ${kept} of #${keep.userId} is dropped`;
    return `${label}: ${both} of #${other.userId}${dropped}.`;
  });
}

function describeWork({ keep, other, settings, lostFacts }: MergePreview): string[] {
  const { takenOverBy } = settings;
  const held =
    takenOverBy === null
      ? []
      : [
          `${upperFirst(nameOfSender(takenOverBy))} answers in place of the bot, at both addresses from now on.`,
        ];
  const waiting = keep.waiting + other.waiting;
  const isAre = waiting === 1 ? "waits and is" : "wait and are";
  const open =
    waiting === 0 || takenOverBy !== null
      ? []
      : [
          `${counted(waiting, "message")} ${isAre} answered; an answer to #${other.userId} that is being made begins anew.`,
        ];
  const lost =
    lostFacts === 0
      ? []
      : [
          `${counted(lostFacts, "fact")} of #${other.userId} will be forgotten: there is no room for more.`,
        ];
  return [...held, ...open, ...lost];
}

function hasListed({ addresses }: MergedUser, listed: readonly string[]): boolean {
  return addresses.some((address) => isListed(identityOf(address), listed));
}
