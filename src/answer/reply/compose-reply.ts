import type { Offer } from "../../core/choices.ts";
import { UserFacingError } from "../../core/errors.ts";
import type { ModelAnswer } from "../../core/ports.ts";
import type { StoredAttachment } from "../../store/attachments.ts";
import type { AnswerRecord } from "../../store/answer-record.ts";
import { REFUSED } from "../../core/refused.ts";
import type { TurnUser } from "../../store/turn.ts";
import type { NewJob } from "../../store/maintenance.ts";
import { cleanText } from "../../text/clean-text.ts";
import { echoOf, type Sentences, type SentencesFor } from "../../text/sentences.ts";
import { contentOfAttachment } from "../understand/attachment-kinds.ts";
import { type UnderstoodMessage, wordsIn } from "../understand/understood-message.ts";
import { type GreetingDeps, greetingFor } from "./greeting.ts";
import { type KnownPages, listSources } from "./list-sources.ts";
import { offerOfMore, offerToBegin, offerToGoOn } from "./offers.ts";
import { paginate, type PaginateRules } from "./paginate.ts";
import { type SpokenReply, speakParts } from "./speak-parts.ts";
import { attachmentProblemsOf } from "../understand/attachment-problems.ts";

export interface ReplyDeps extends GreetingDeps, PaginateRules {
  readonly sentencesFor: SentencesFor;
  /** True if the words of a voice note are repeated above its answer. */
  readonly isVoiceEchoed: boolean;
  /** True if the messenger's copies of attachments are removed after the answer. */
  readonly isMediaRemoved: boolean;
  /** Returns the model's Markdown as the user's messenger shows it. */
  format(markdown: string): string;
}

/**
 * Composes the record of an answer; `answer` is null if no model was asked. The history keeps the
 * model's own words, and the parts are these words as the messenger shows them, with the pages that
 * they cite at the end; with `spoken`, a voice note and what only a text can show. Throws
 * `UserFacingError` if there are none, and no files that go out with it.
 */
export function composeReply(
  answer: ModelAnswer | null,
  { pages, hasFiles = false }: { readonly pages: KnownPages; readonly hasFiles?: boolean },
  messages: readonly UnderstoodMessage[],
  user: TurnUser,
  deps: ReplyDeps,
  spoken: SpokenReply | null = null,
): AnswerRecord {
  const sentences = deps.sentencesFor(user.language);
  const greeting = greetingFor(user, sentences, deps);
  const attachments = messages.flatMap((one) => one.attachments);
  const problems = attachmentProblemsOf(attachments, sentences);
  const said = answer === null ? "" : cleanText(answer.text).trim();
  const sourced = listSources(said, pages, sentences.sources);
  const isFileOnly = hasFiles && said === "" && answer?.outcome !== "refused";
  const shown =
    answer === null || isFileOnly
      ? []
      : [shownText(answer.outcome, deps.format(sourced), sentences)];
  const echo = deps.isVoiceEchoed ? spokenIn(attachments).map(echoOf) : [];
  const above = [...(greeting === null ? [] : [greeting]), ...echo];
  const below = spoken?.isWhole === true ? [spoken.links.join("\n")] : shown;
  const asSpeech =
    spoken &&
    speakParts(
      spoken.file,
      { above, below: [...below, ...problems] },
      offerOfMore(sentences),
      deps,
    );
  return {
    text: [said === "" ? shown.join() : said, ...problems].filter(Boolean).join("\n\n"),
    words: wordsIn(messages),
    isWelcome: greeting !== null,
    // A filter stopped it without a word of the model's: it would stop the next prompt too.
    ...(answer?.outcome === "refused" && said === "" && { topic: REFUSED }),
    ...(asSpeech ??
      paginate([...above, ...shown, ...problems].join("\n\n"), offerOfMore(sentences), deps, {
        ending: endingOf(answer, greeting, user, sentences),
      })),
    jobs: removalsOf(messages, deps),
    model: answer?.usage.model ?? null,
    usage: answer?.usage.tokens ?? null,
    error: errorIn(answer, attachments),
  };
}

/** Returns the choices below a reply that is shown in full. */
function endingOf(
  answer: ModelAnswer | null,
  greeting: string | null,
  user: TurnUser,
  sentences: Sentences,
): Offer | null {
  if (answer?.outcome === "truncated") return offerToGoOn(sentences);
  return greeting === null ? null : offerToBegin(user, sentences);
}

function shownText(outcome: ModelAnswer["outcome"], text: string, sentences: Sentences): string {
  switch (outcome) {
    case "complete":
      if (text !== "") return text;
      throw new UserFacingError(sentences.somethingBroke, { code: "empty-answer" });
    case "truncated":
      if (text !== "") return `${text}\n\n${sentences.cutShort}`;
      throw new UserFacingError(sentences.somethingBroke, { code: "empty-truncated-answer" });
    case "refused":
      return text === "" ? sentences.declined : text;
    case "too-long":
      throw new UserFacingError(sentences.tooLong, { code: "context_length_exceeded" });
  }
}

function spokenIn(attachments: readonly StoredAttachment[]): string[] {
  return attachments
    .map((attachment) => contentOfAttachment(attachment).spoken)
    .filter((text) => text !== null);
}

function errorIn(
  answer: ModelAnswer | null,
  attachments: readonly StoredAttachment[],
): string | null {
  if (answer !== null && answer.outcome !== "complete") return answer.outcome;
  const problems = attachments.flatMap((one) =>
    one.state === "refused" ? [`${one.kind}: ${one.problem}`] : [],
  );
  return problems.length === 0 ? null : problems.join(", ");
}

/** Returns the jobs that remove the messenger's copies of attachments, if its settings ask for that. */
export function removalsOf(
  messages: readonly UnderstoodMessage[],
  { isMediaRemoved }: Pick<ReplyDeps, "isMediaRemoved">,
  delayMs = 0,
): NewJob[] {
  if (!isMediaRemoved) return [];
  return messages.flatMap(({ message: { sid }, attachments }) =>
    attachments.flatMap(({ url }) =>
      sid === null ? [] : { kind: "remove-media", payload: { url, messageSid: sid }, delayMs },
    ),
  );
}
