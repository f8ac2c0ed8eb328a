import type { PastMessage } from "../../store/past-messages.ts";
import { estimateTokens } from "./estimate-tokens.ts";

export interface WindowLimits {
  readonly messages: number;
  readonly tokens: number;
}

/**
 * Chooses the past messages of a prompt: all of them while they are within the limits, else the newest
 * half at most. An upstream reuses a prompt only as far as it begins like the last one, so the beginning
 * stays where it is until the limit is reached, and then moves far at once.
 */
export function chooseWindow(past: readonly PastMessage[], limits: WindowLimits): PastMessage[] {
  const whole = newest(past, limits);
  if (whole.length === past.length) return whole;
  const half = fromQuestion(
    newest(past, {
      // One question with its answer, where the limit leaves room for it.
      messages: Math.min(limits.messages, Math.max(2, Math.floor(limits.messages / 2))),
      tokens: limits.tokens / 2,
    }),
  );
  if (half.length > 0) return half;
  const question = fromQuestion(whole);
  return question.length > 0 ? question : whole;
}

function newest(past: readonly PastMessage[], limits: WindowLimits): PastMessage[] {
  const kept: PastMessage[] = [];
  let tokens = 0;
  for (const message of past.toReversed()) {
    tokens += estimateTokens([message.text, ...(message.found ?? [])]);
    if (kept.length === limits.messages || tokens > limits.tokens) break;
    kept.push(message);
  }
  return kept.toReversed();
}

/** Returns the messages from the first question on; none if there are only answers. */
function fromQuestion(past: readonly PastMessage[]): PastMessage[] {
  const first = past.findIndex(({ role }) => role === "user");
  return first < 0 ? [] : past.slice(first);
}

/**
 * Returns as much of the newest as fits: usually all, else found by halving, because each try builds
 * the whole prompt.
 */
export function newestThatFit(
  past: readonly PastMessage[],
  fits: (some: readonly PastMessage[]) => boolean,
): readonly PastMessage[] {
  if (fits(past)) return past;
  let [least, most] = [Math.min(1, past.length), past.length];
  while (least < most) {
    const dropped = Math.floor((least + most) / 2);
    if (fits(past.slice(dropped))) most = dropped;
    else least = dropped + 1;
  }
  return past.slice(most);
}
