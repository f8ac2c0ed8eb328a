import { explainStoredFault } from "../models/openai/explain-error.ts";
import type { MessageTimeline, PartTimeline, ToolCallTimeline } from "../store/message-timeline.ts";
import type { ChannelOperator } from "../channels/channel-operator.ts";
import { formatSpan } from "../core/format-span.ts";
import { nameOfKind, nameOfType } from "../core/describe-part.ts";
import { plainError } from "../core/plain-error.ts";
import { counted } from "../core/counted.ts";
import { explainFlaw, explainRefusal } from "./explain-refusal.ts";

/** One event of a message's timeline; advice follows the event that it is about. */
export interface TimelineEvent {
  /** Null for advice and for an event without a time of its own. */
  readonly at: number | null;
  readonly text: string;
  readonly mood: "plain" | "good" | "waiting" | "bad" | "advice";
}

export type ExplainCode = ChannelOperator<never>["explainCode"];

/** Describes the timeline of one message in plain words, in chronological order. */
export function describeTimeline(
  life: MessageTimeline,
  now: number,
  explainCode: ExplainCode,
): TimelineEvent[] {
  const { parts, firstCallAt } = life;
  // A message that was retried had its apology before the model was asked again.
  const isBefore = (part: PartTimeline) => firstCallAt !== null && part.queuedAt < firstCallAt;
  const before = parts.filter(isBefore);
  const after = parts.filter((part) => !isBefore(part));
  return [
    received(life),
    ...before.flatMap((part) => sending(part, named(part, "the apology"), now, explainCode)),
    ...answering({ ...life, parts: after }, now),
    ...after.flatMap((part, index) =>
      sending(
        part,
        named(part, nameOf(life, `part ${index + 1} of ${after.length}`)),
        now,
        explainCode,
      ),
    ),
  ];
}

function nameOf({ state }: MessageTimeline, part: string): string {
  if (state === "discarded") return "the notice";
  return state === "dead" ? "the apology" : part;
}

function named({ length, file, isFileGone }: PartTimeline, name: string): string {
  const isText = file === null && !isFileGone;
  const what = [
    file === null ? null : `a ${nameOfKind(file)}`,
    isFileGone ? "a file that is no longer kept" : null,
    isText || length > 0 ? `${length} characters` : null,
  ].filter((fact) => fact !== null);
  return `${name} (${what.join(", ")})`;
}

function received(life: MessageTimeline): TimelineEvent {
  const { type, textLength, attachments, receivedAt } = life;
  const what = [
    textLength > 0 ? `${textLength} characters` : null,
    attachments > 0 ? `${attachments} attachment${attachments > 1 ? "s" : ""}` : null,
  ].filter((fact) => fact !== null);
  const facts = what.length > 0 ? ` (${what.join(", ")})` : "";
  if (life.isOurs)
    return { at: receivedAt, text: `notice or reminder queued${facts}`, mood: "plain" };
  const fate = life.state === "discarded" ? "arrived" : "received and stored";
  return { at: receivedAt, text: `${nameOfType(type)} ${fate}${facts}`, mood: "plain" };
}

function answering(life: MessageTimeline, now: number): TimelineEvent[] {
  const { state, error, failures } = life;
  const remedy = error === null ? [] : advice(explainStoredFault(error));
  const why = plainError(error ?? "no reason stored");
  switch (state) {
    case "discarded":
      return [{ at: null, text: explainRefusal(error), mood: "bad" }];
    case "received":
      return [...attempts(life), ...toolCalls(life), waiting(life, now), ...remedy];
    case "dead":
      return [
        ...attempts(life),
        ...toolCalls(life),
        { at: null, text: `given up after ${counted(failures, "failure")}: ${why}`, mood: "bad" },
        ...remedy,
      ];
    case "answered":
    case "done":
      return life.isOurs ? [] : [...attempts(life), ...toolCalls(life), answered(life), ...remedy];
  }
}

function attempts({ firstCallAt, receivedAt, failures, starts }: MessageTimeline): TimelineEvent[] {
  if (firstCallAt === null) return [];
  const waited = `after ${formatSpan(firstCallAt - receivedAt)}`;
  const counts = [
    failures > 0 ? `${failures} failed` : null,
    starts > failures + 1 ? `started ${starts} times, interrupted by ends of the process` : null,
  ].filter((fact) => fact !== null);
  const more = counts.length > 0 ? `; ${counts.join(", ")}` : "";
  return [{ at: firstCallAt, text: `model asked, ${waited}${more}`, mood: "plain" }];
}

function toolCalls(life: MessageTimeline): TimelineEvent[] {
  return life.toolCalls.map((call) => ({ at: call.startedAt, ...endOf(call) }));
}

function endOf({
  name,
  state,
  startedAt,
  finishedAt,
}: ToolCallTimeline): Pick<TimelineEvent, "text" | "mood"> {
  const took = formatSpan(Math.max(0, (finishedAt ?? startedAt) - startedAt));
  switch (state) {
    case "started":
      return { text: `tool ${name} called, no end of it is known`, mood: "waiting" };
    case "finished":
      return { text: `tool ${name} called, finished after ${took}`, mood: "plain" };
    case "failed":
      return { text: `tool ${name} called, failed after ${took}`, mood: "bad" };
  }
}

function waiting({ error, failures, dueAt }: MessageTimeline, now: number): TimelineEvent {
  const next = failures === 0 ? "begins" : "next try";
  const when = dueAt > now ? `${next} in ${formatSpan(dueAt - now)}` : "due now";
  if (error === "taken-over") {
    return { at: null, text: `its attachments wait to be read, ${when}`, mood: "waiting" };
  }
  const why = error === null || failures === 0 ? "" : `: ${plainError(error)}`;
  return { at: null, text: `waits for its answer, ${when}${why}`, mood: "waiting" };
}

function answered(life: MessageTimeline): TimelineEvent {
  const { answeredBy, model, error, parts } = life;
  if (error === "taken-over") {
    return { at: null, text: "answered by an owner in place of the bot", mood: "good" };
  }
  const at = parts[0]?.queuedAt ?? null;
  if (answeredBy !== null) {
    return { at, text: `answered together with message ${answeredBy}`, mood: "good" };
  }
  const fixed =
    parts.length === 0 ? "done without a separate reply" : "answered with a fixed sentence";
  const by = model === null ? fixed : `answered by ${model}`;
  const flaw = error === null ? "" : ` (${explainFlaw(error)})`;
  return { at, text: by + tokens(life) + flaw, mood: "good" };
}

function tokens({ promptTokens, completionTokens, cachedTokens }: MessageTimeline): string {
  if (promptTokens === null || completionTokens === null) return "";
  const cached =
    cachedTokens === null || cachedTokens === 0 ? "" : `, ${cachedTokens} of them cached`;
  return `: ${promptTokens} tokens read${cached}, ${completionTokens} written`;
}

function sending(
  part: PartTimeline,
  name: string,
  now: number,
  explainCode: ExplainCode,
): TimelineEvent[] {
  const known = part.errorCode === null ? null : explainCode(part.errorCode);
  const began: TimelineEvent[] =
    part.startedAt === null
      ? []
      : [
          {
            at: part.startedAt,
            text: `${name} handed to the messenger${sidOf(part)}`,
            mood: "plain",
          },
        ];
  return [
    ...began,
    ending(part, name, now, known?.meaning ?? null),
    ...advice(known?.remedy ?? null),
  ];
}

function sidOf({ sid }: PartTimeline): string {
  return sid === null ? "" : ` as ${sid}`;
}

function ending(
  part: PartTimeline,
  name: string,
  now: number,
  meaning: string | null,
): TimelineEvent {
  const { state, changedAt: at, failures } = part;
  const because = reason(part, meaning);
  switch (state) {
    case "held":
      return { at: null, text: `${name} is held until its user asks for more`, mood: "plain" };
    case "pending":
      return {
        at: null,
        text:
          failures === 0
            ? `${name} waits to be sent`
            : `${name} not sent in ${counted(failures, "attempt")}${because}; next try in ${formatSpan(Math.max(0, part.dueAt - now))}`,
        mood: "waiting",
      };
    case "sending":
      return {
        at: null,
        text: `${name} may or may not have been sent; the messenger's list is checked ${part.dueAt <= now ? "next" : `in ${formatSpan(part.dueAt - now)}`}`,
        mood: "waiting",
      };
    case "accepted":
      return {
        at,
        text: `${name} accepted by the messenger, no delivery report yet`,
        mood: "waiting",
      };
    case "sent":
      return { at, text: `${name} on its way to the phone`, mood: "good" };
    case "delivered":
      return { at, text: `${name} delivered to the phone`, mood: "good" };
    case "read":
      return { at, text: `${name} read`, mood: "good" };
    case "failed":
      return { at, text: `${name} failed${because}`, mood: "bad" };
    case "unknown":
      return {
        at,
        text: `${name}: its outcome is unknown; it was not sent twice`,
        mood: "bad",
      };
    case "dead":
      return { at, text: `${name} was not sent, because an earlier one failed`, mood: "bad" };
  }
}

function reason({ errorCode, error }: PartTimeline, meaning: string | null): string {
  if (meaning !== null) return ` with ${errorCode}: ${meaning}`;
  return errorCode === null && error === null
    ? ""
    : ` with ${errorCode ?? "no code"}: ${plainError(error ?? "no reason given")}`;
}

function advice(text: string | null): TimelineEvent[] {
  return text === null ? [] : [{ at: null, text, mood: "advice" }];
}
