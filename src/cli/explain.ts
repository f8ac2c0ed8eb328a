import { explainCodesOf } from "../channels/channel-operator.ts";
import { CHANNELS } from "../channels/registry.ts";
import type { MessageCharge } from "../store/charges.ts";
import { readOwnSettings } from "./own-settings.ts";
import { formatTime } from "./format-figures.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { hanging } from "./terminal-width.ts";
import { harmless, say, sayJson, styled } from "./write-out.ts";
import { describeCosts } from "../explain/describe-costs.ts";
import { describeTimeline, type TimelineEvent } from "../explain/describe-timeline.ts";
import type { Json } from "./define-command.ts";

/**
 * Prints the timeline of one message, by its sid, a part's sid or its number. Returns false if it
 * is unknown.
 */
export async function explain(message: string, { json }: Json): Promise<boolean> {
  const found = await withAdminStore(async (admin) => {
    const known = await admin.timelineOf(message);
    if (known === null) return null;
    const { id, answeredBy } = known;
    const isShared = answeredBy !== null && answeredBy !== id;
    const shared = isShared
      ? { messageId: answeredBy, charges: await admin.chargesOf(answeredBy) }
      : null;
    return { timeline: known, charges: await admin.chargesOf(id), shared };
  });
  const { timeline, charges, shared } = found ?? { timeline: null, charges: [], shared: null };
  if (timeline === null) {
    say(`No message ${harmless(message)} is stored here.`);
    say(
      hanging(
        "",
        styled(
          "dim",
          "Either it never arrived (see the messenger's console), or its webhook was refused (see whatsapp-ai-bot doctor), or it was deleted since.",
        ),
      ),
    );
    return false;
  }
  if (json) {
    // JSON has no integers of this size.
    const inText = (some: readonly MessageCharge[]) =>
      some.map((one) => ({ ...one, nanoDollars: String(one.nanoDollars) }));
    const answer = shared && { ...shared, charges: inText(shared.charges) };
    sayJson({ ...timeline, charges: inText(charges), ...(answer && { sharedAnswer: answer }) });
    return true;
  }
  const sid = timeline.sid === null ? "" : `, ${timeline.sid}`;
  say(hanging("", styled("bold", `Message ${timeline.id}${sid}`)));
  const from = `from user ${timeline.userId}: whatsapp-ai-bot conversations show ${timeline.userId}`;
  say(hanging("", styled("dim", from)));
  const { config } = readOwnSettings();
  const operators = await Promise.all(config.channels.map((name) => CHANNELS[name].operator()));
  const explainCode = explainCodesOf(operators);
  for (const event of describeTimeline(timeline, Date.now(), explainCode)) sayEvent(event);
  if (timeline.state === "dead") {
    const text = `Once that is fixed: whatsapp-ai-bot retry ${timeline.id}`;
    sayEvent({ at: null, text, mood: "advice" });
  }
  for (const line of describeCosts(charges, shared))
    say(hanging("", styled("dim", harmless(line))));
  return true;
}

function sayEvent({ at, text, mood }: TimelineEvent): void {
  const clock = at === null ? " ".repeat(19) : formatTime(at);
  const [mark, body] = MOODS[mood];
  say(hanging(`${styled("dim", clock)}  ${mark()} `, body(harmless(text))));
}

const plain = (text: string) => text;

const MOODS: Readonly<
  Record<TimelineEvent["mood"], readonly [() => string, (text: string) => string]>
> = {
  plain: [() => styled("dim", "·"), plain],
  good: [() => styled("green", "✓"), plain],
  waiting: [() => styled("yellow", "…"), plain],
  bad: [() => styled("red", "✗"), plain],
  advice: [() => " ", (text) => styled("cyan", `→ ${text}`)],
};
