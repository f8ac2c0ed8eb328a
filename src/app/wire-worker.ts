import { answerMessage } from "../answer/answer-message.ts";
import { createDayNamer, createTimeDescriber } from "../core/calendar.ts";
import type { Config } from "../config.ts";
import type { Channel } from "../channels/channel.ts";
import type { Channels } from "../channels/join-channels.ts";
import type { Clock, Logger, Model } from "../core/ports.ts";
import { createPseudonym } from "../core/pseudonym.ts";
import { sendPart } from "../outbox/send-part.ts";
import { reconcile } from "../outbox/reconcile.ts";
import type { Store } from "../store/store.ts";
import { speaking } from "../text/sentences.ts";
import { createDelayNotices } from "../worker/delay-notices.ts";
import { createPaidCalls } from "../worker/paid-calls.ts";
import { CALL_WINDOW_MS } from "../worker/settle-fault.ts";
import { createWorker, type Worker } from "../worker/worker.ts";
import type { MediaParts } from "./wire-media.ts";
import type { Owners } from "./wire-owners.ts";

export interface WorkerParts extends MediaParts {
  readonly store: Store;
  readonly channels: Channels;
  readonly model: Model;
  readonly fallbackModel: Model | null;
  readonly owners: Owners;
  readonly clock: Clock;
  readonly log: Logger;
  readonly sendGraceMs: number;
  /** Told after every step of a user's. */
  onProgress?(userId: number): void;
}

/** What answers and sends: the worker, handed the rooms that it must not know. */
export function wireWorker(config: Config, parts: WorkerParts): Worker {
  const { channels, clock, log } = parts;
  const { messenger } = channels;
  const sending = { ...parts, messenger };
  const isPulled = config.replyMode === "twiml";
  const sentencesFor = speaking(config.botLanguage);
  const answering = {
    ...parts,
    sentencesFor,
    welcomeMessage: config.welcomeMessage,
    admins: config.adminUsers,
    humanContact: config.humanContact,
    capabilities: parts.model.capabilities,
    isVoiceEchoed: config.voiceEcho,
    systemPrompt: config.systemPrompt,
    maxHistory: config.maxConversationHistory,
    timezone: config.timezone,
    dayOf: createDayNamer(config.timezone),
    describeMoment: createTimeDescriber(config.timezone),
    limits: {
      context: config.maxContextTokens,
      output: config.openaiMaxOutputTokens,
      daily: config.dailyTokenLimit,
      dailyPerUser: config.dailyTokenLimitPerUser,
    },
    maxVoiceMinutes: config.maxVoiceMinutes,
    dailyMediaLimit: config.dailyMediaLimitPerUser,
    callWindowMs: CALL_WINDOW_MS,
    startedAt: clock.now(),
    pseudonym: createPseudonym(config.secretKey),
    maxParts: config.maxReplyParts,
    onOverLimit: () => parts.owners.tell("dailyLimit"),
    showTyping: (sid: string) => {
      // The response that carries the answer is waited for already.
      if (isPulled) return;
      messenger
        .showTyping(sid)
        .catch((error: unknown) => log.debug("typing could not be shown", { sid, error }));
    },
  };
  const limitsOf = ({ capabilities, isMediaRemoved, format }: Channel) => ({
    isMediaRemoved,
    maxPartLength: capabilities.maxTextLength,
    format,
  });
  const worker = createWorker({
    ...parts,
    maxLanes: config.workers,
    owner: crypto.randomUUID(),
    isMerging: config.burstMode === "merge",
    hasFallback: parts.fallbackModel !== null,
    paidCalls: createPaidCalls(),
    apologiesFor: sentencesFor,
    tellOwners: (trouble) => parts.owners.tell(trouble),
    answer: (turn, hold) =>
      answerMessage(turn, hold, { ...answering, ...limitsOf(channels.ofMessage(turn.sid)) }),
    send: (part, hold) => sendPart(part, hold, sending),
    lookUp: (found, hold) =>
      reconcile(found, hold, { ...sending, mayRepeat: config.outboundMode === "at-least-once" }),
  });
  // Where parts are pulled nothing can be sent before the user writes again.
  if (isPulled) return worker;
  const delays = createDelayNotices({
    ...sending,
    graceMs: parts.sendGraceMs,
    line: (language) => sentencesFor(language).stillWorking,
  });
  return {
    ...worker,
    start: () => {
      worker.start();
      delays.start();
    },
    drain: async () => {
      await delays.settled();
      await worker.drain();
    },
    stop: async (graceMs) => {
      await Promise.all([delays.stop(), worker.stop(graceMs)]);
    },
  };
}
