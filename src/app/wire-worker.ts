import { withAlerts } from "../alerts/alert-of-pictures.ts";
import type { OwnerAlerts } from "../alerts/alert-owners.ts";
import { alertOfMessenger } from "../alerts/owner-alert.ts";
import type { Tool } from "../answer/tools/tool.ts";
import type { Config } from "../config.ts";
import { type Channel, windowRulesOf } from "../channels/channel.ts";
import type { Channels } from "../channels/join-channels.ts";
import { createDayNamer, createTimeDescriberFor } from "../core/calendar.ts";
import type { Costs } from "../ledger/costs.ts";
import { loadOnce } from "../core/load-once.ts";
import type { EventBus } from "../core/event-bus.ts";
import type { Clock, Logger, MediaSource, Messenger, Model } from "../core/ports.ts";
import type { Speaker } from "../core/speaker.ts";
import type { PictureModel } from "../core/picture-model.ts";
import type { SearchEngine } from "../core/web.ts";
import { timeZoneOf } from "../core/time-zone.ts";
import { createPseudonym } from "../core/pseudonym.ts";
import type { McpServers } from "../mcp/mcp-servers.ts";
import type { MediaTools } from "../media/media-tools.ts";
import { createChoiceTemplates } from "../outbox/choice-templates.ts";
import { reconcile } from "../outbox/reconcile.ts";
import { reportWaitOf } from "../outbox/report-wait.ts";
import { sendPart } from "../outbox/send-part.ts";
import { createTyping } from "../outbox/show-typing.ts";
import type { Store } from "../store/store.ts";
import type { Turn } from "../store/turn.ts";
import type { SentencesFor } from "../text/sentences.ts";
import { createPaidCalls } from "../worker/paid-calls.ts";
import { CALL_WINDOW_MS } from "../worker/settle-fault.ts";
import { createWorker, type Worker } from "../worker/worker.ts";

export interface WorkerParts extends MediaTools {
  readonly source: MediaSource;
  readonly store: Store;
  readonly events: EventBus;
  readonly channels: Channels;
  readonly messenger: Messenger;
  readonly model: Model;
  readonly fallbackModel: Model | null;
  /** Null if answers are never spoken. */
  readonly speaker: Speaker | null;
  readonly alerts: OwnerAlerts;
  readonly costs: Costs;
  readonly searchEngine: SearchEngine | null;
  readonly pictureModel: PictureModel | null;
  /** Returns whether there are documents to search; null without KNOWLEDGE_DIR. */
  readonly hasDocuments: (() => boolean) | null;
  readonly sentencesFor: SentencesFor;
  readonly clock: Clock;
  readonly log: Logger;
  readonly sendGraceMs: number;
  /** True if parts are sent in webhook responses. */
  readonly isPulled: boolean;
  /** Called at the end of each call of a tool. */
  onToolCall(tool: string, outcome: "finished" | "failed", durationMs: number): void;
  /** Replaces the registry's tools. */
  readonly tools?: readonly Tool[] | undefined;
  readonly mcp: Pick<McpServers, "tools">;
}

/**
 * Creates the worker with its functions for answering and sending, which it must not import itself.
 */
export function wireWorker(config: Config, parts: WorkerParts): Worker {
  const { channels, alerts, sentencesFor, clock } = parts;
  const hasHostedSearch = config.webSearch === "openai";
  const windowOf = (sid: string | null) => windowRulesOf(channels.ofMessage(sid), parts);
  const filesOf = (sid: string | null) =>
    sid === null ? null : filesFrom(channels.ofMessage(sid));
  const pseudonym = createPseudonym(config.secretKey);
  const describeMomentFor = createTimeDescriberFor(config.timezone);
  const deps = {
    // Settings keep their names here.
    ...config,
    ...parts,
    hasHostedSearch,
    windowOf,
    timezoneOf: ({ user }: Turn) => timeZoneOf(user) ?? config.timezone,
    toolTimeoutMs: config.toolTimeoutSeconds * 1_000,
    admins: config.adminUsers,
    capabilities: parts.model.capabilities,
    dayOf: createDayNamer(config.timezone),
    callWindowMs: CALL_WINDOW_MS,
    startedAt: clock.now(),
    pseudonym,
    onOverLimit: () => alerts.send("dailyLimit"),
    onNearBudget: () => alerts.send("budgetNearlySpent"),
    showTyping: createTyping(parts),
  };
  // Loaded with the first message: the room of answers is large, and a start does not need it.
  const answering = loadOnce(async () => {
    const [{ answerMessage }, { enabledCommands }, { createTools }, { webSearchHelp }] =
      await Promise.all([
        import("../answer/answer-message.ts"),
        import("../answer/commands/registry.ts"),
        import("../answer/tools/registry.ts"),
        import("../answer/tools/web-search.ts"),
      ]);
    const pictureModel = parts.pictureModel && withAlerts(parts.pictureModel, alerts);
    const tooling = { ...config, ...parts, pictureModel, windowOf, filesOf, pseudonym };
    const own = parts.tools ?? createTools(tooling);
    const abilities = hasHostedSearch ? [...own, { help: webSearchHelp }] : own;
    const tools = async () => [...own, ...(await parts.mcp.tools())];
    return { answerMessage, offered: { tools, abilities, commands: enabledCommands(config) } };
  });
  const limitsOf = ({ capabilities, isMediaRemoved, format }: Channel) => ({
    isMediaRemoved,
    maxPartLength: capabilities.maxTextLength,
    captions: capabilities.captions,
    buttons: capabilities.buttons,
    maxCaptionLength: capabilities.maxCaptionLength,
    files: filesFrom({ capabilities }),
    format,
  });
  const templates = createChoiceTemplates({
    ...parts,
    templateFor: (part) => channels.templateFor(part),
    onFault: async (reason) => {
      const alert = alertOfMessenger(reason);
      if (alert !== null) await alerts.send(alert);
    },
  });
  return createWorker({
    ...parts,
    maxLanes: config.workers,
    owner: crypto.randomUUID(),
    isMerging: config.burstMode === "merge",
    hasFallback: parts.fallbackModel !== null,
    paidCalls: createPaidCalls(),
    apologiesFor: sentencesFor,
    alertOwners: (alert) => alerts.send(alert),
    answer: async (turn, hold) => {
      const { answerMessage, offered } = await answering();
      const limits = limitsOf(channels.ofMessage(turn.sid));
      await answerMessage(turn, hold, {
        ...deps,
        ...liveDeps(config),
        ...limits,
        ...offered,
        describeMoment: describeMomentFor(timeZoneOf(turn.user)),
      });
    },
    send: (part, hold) => sendPart(part, hold, { ...parts, templates }),
    lookUp: (found, hold) =>
      reconcile(found, hold, {
        ...parts,
        reportWaitOf: (part, at) => reportWaitOf(part, at, deps),
        mayRepeat: config.outboundMode === "at-least-once",
      }),
  });
}

/** Returns what a channel says of the files that it delivers; null if it accepts none. */
function filesFrom({ capabilities }: Pick<Channel, "capabilities">) {
  return capabilities.media === null ? null : capabilities;
}

/** Returns the settings that the owner may change while the program runs, as they are now. */
function liveDeps(config: Config) {
  return {
    systemPrompt: config.systemPrompt,
    welcomeMessage: config.welcomeMessage,
    humanContact: config.humanContact,
    maxVoiceMinutes: config.maxVoiceMinutes,
    isVoiceEchoed: config.voiceEcho,
    maxHistory: config.maxConversationHistory,
    limits: {
      context: config.maxContextTokens,
      output: config.openaiMaxOutputTokens,
      daily: config.dailyTokenLimit,
      dailyPerUser: config.dailyTokenLimitPerUser,
    },
    dailyMediaLimit: config.dailyMediaLimitPerUser,
    maxParts: config.maxReplyParts,
  };
}
