// The package's own entry also loads node:cluster and the push gateway's http client: 8 MB for nothing.
import Counter from "prom-client/lib/counter.js";
import Gauge from "prom-client/lib/gauge.js";
import Histogram from "prom-client/lib/histogram.js";
import Registry from "prom-client/lib/registry.js";
import type { TokenUsage } from "../core/message.ts";
import type { Clock } from "../core/ports.ts";
import type { QueueOverview } from "./queue-overview.ts";

type ModelCallOutcome =
  | "complete"
  | "truncated"
  | "refused"
  | "too-long"
  | "tool-calls"
  | "transient"
  | "permanent";
type ToolCallOutcome = "finished" | "failed";
type SendOutcome = "accepted" | "transient" | "refused" | "uncertain";

/** Counts events; labels are small closed sets and never contain user data. */
export interface Metrics {
  /** `result` is one of the webhook's results. */
  webhook(result: string, durationMs: number): void;
  modelCall(outcome: ModelCallOutcome, durationMs: number, usage: TokenUsage | null): void;
  /** `tool` is one that exists, or `unknown`. */
  toolCall(tool: string, outcome: ToolCallOutcome, durationMs: number): void;
  /** Counts searches that a model's server has made itself. */
  hostedSearches(count: number): void;
  /** `code` is the messenger's own, such as `63016`. */
  send(outcome: SendOutcome, code: string | null): void;
  /** Counts a delivery report: its status, and the messenger's code of a failure. */
  delivery(status: string, code: string | null): void;
  /** Registers a gauge that is read with each scrape. */
  gauge(name: string, help: string, read: () => number): void;
  /** Registers a counter that is read with each scrape. */
  counter(name: string, help: string, read: () => number): void;
  /**
   * Registers a counter with labels, whose sums are read with each scrape. One that falls stays where it
   * was until it is passed: Prometheus would take it for a new beginning.
   */
  counters(
    name: string,
    about: { readonly help: string; readonly labelNames: readonly string[] },
    read: () => Promise<readonly LabelledSum[]>,
  ): void;
  /** Returns all metrics in Prometheus' text format, with the current queue. */
  scrape(deps: ScrapeDeps): Promise<string>;
  readonly contentType: string;
}

interface LabelledSum {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ScrapeDeps {
  readonly overview: () => Promise<QueueOverview>;
  /** Returns the state of each upstream's circuit breaker. */
  readonly circuits: () => Readonly<Record<string, string>>;
  readonly clock: Clock;
}

const WEBHOOK_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15];
const TOOL_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20];
const MODEL_SECONDS = [0.5, 1, 2, 3, 5, 8, 13, 20, 30, 45, 60];

/** Creates a registry per instance, so that two in one process do not collide. */
export function createMetrics(build: {
  readonly version: string;
  readonly commit: string;
}): Metrics {
  const registry = new Registry();
  const registers = [registry];

  const webhookDuration = new Histogram({
    name: "whatsapp_bot_webhook_duration_seconds",
    help: "Inbound webhooks by result, and their duration",
    labelNames: ["result"],
    buckets: WEBHOOK_SECONDS,
    registers,
  });
  const modelDuration = new Histogram({
    name: "whatsapp_bot_model_call_duration_seconds",
    help: "Model calls by outcome, and their duration",
    labelNames: ["outcome"],
    buckets: MODEL_SECONDS,
    registers,
  });
  const tokens = new Counter({
    name: "whatsapp_bot_model_tokens_total",
    help: "Tokens as the model's server counted them; cached ones are included in the prompt's",
    labelNames: ["kind"],
    registers,
  });
  const toolCalls = new Counter({
    name: "whatsapp_bot_tool_calls_total",
    help: "Calls of tools by the tool and their outcome",
    labelNames: ["tool", "outcome"],
    registers,
  });
  const toolDuration = new Histogram({
    name: "whatsapp_bot_tool_call_duration_seconds",
    help: "Duration of the calls of a tool",
    labelNames: ["tool"],
    buckets: TOOL_SECONDS,
    registers,
  });
  const sends = new Counter({
    name: "whatsapp_bot_sends_total",
    help: "Attempts to send a part of a reply, by outcome and the messenger's code",
    labelNames: ["outcome", "code"],
    registers,
  });

  const deliveries = new Counter({
    name: "whatsapp_bot_delivery_reports_total",
    help: "Delivery reports, by status and the messenger's code",
    labelNames: ["status", "code"],
    registers,
  });

  const reads: (() => void | Promise<void>)[] = [];
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const databaseUp = gauge("whatsapp_bot_database_up", "1 when the database answered this scrape");
  const waiting = gauge("whatsapp_bot_waiting_messages", "Messages without an answer");
  const waitingParts = gauge("whatsapp_bot_waiting_parts", "Parts not yet accepted for sending");
  const oldest = gauge(
    "whatsapp_bot_oldest_waiting_seconds",
    "Age of the oldest of these messages",
  );
  const open = new Gauge({
    name: "whatsapp_bot_circuit_open",
    help: "1 while an upstream's circuit is open",
    labelNames: ["upstream"],
    registers,
  });
  const memory = gauge("process_resident_memory_bytes", "Resident memory size in bytes");
  new Gauge({
    name: "whatsapp_bot_build_info",
    help: "1, labelled with what is running",
    labelNames: ["version", "commit"],
    registers,
  }).set(build, 1);

  return {
    contentType: registry.contentType,
    webhook(result, durationMs) {
      webhookDuration.observe({ result }, durationMs / 1_000);
    },
    modelCall(outcome, durationMs, usage) {
      modelDuration.observe({ outcome }, durationMs / 1_000);
      if (usage === null) return;
      tokens.inc({ kind: "prompt" }, usage.promptTokens);
      tokens.inc({ kind: "completion" }, usage.completionTokens);
      tokens.inc({ kind: "cached" }, usage.cachedTokens);
    },
    toolCall(tool, outcome, durationMs) {
      toolCalls.inc({ tool, outcome });
      toolDuration.observe({ tool }, durationMs / 1_000);
    },
    hostedSearches(count) {
      toolCalls.inc({ tool: "web_search", outcome: "finished" }, count);
    },
    send(outcome, code) {
      sends.inc({ outcome, code: code ?? "" });
    },
    delivery(status, code) {
      deliveries.inc({ status, code: code ?? "" });
    },
    gauge(name, help, read) {
      const figure = gauge(name, help);
      reads.push(() => figure.set(read()));
    },
    counter(name, help, read) {
      const figure = new Counter({ name, help, registers });
      reads.push(() => {
        figure.reset();
        figure.inc(read());
      });
    },
    counters(name, { help, labelNames }, read) {
      const figure = new Counter({ name, help, labelNames: [...labelNames], registers });
      const highest = new Map<string, number>();
      reads.push(async () => {
        // A failing database must not fail the scrape.
        for (const { labels, value } of await read().catch(() => [])) {
          const key = JSON.stringify(labels);
          const before = highest.get(key) ?? 0;
          figure.inc(labels, Math.max(0, value - before));
          highest.set(key, Math.max(before, value));
        }
      });
    },
    async scrape({ overview, circuits, clock }) {
      // A failing database must not fail the scrape: the queue's figures keep their last value.
      const queue = await overview().catch(() => null);
      databaseUp.set(queue === null ? 0 : 1);
      if (queue !== null) {
        waiting.set(queue.waitingMessages);
        waitingParts.set(queue.waitingParts);
        oldest.set(ageSeconds(queue.oldestWaitingAt, clock));
      }
      for (const [upstream, state] of Object.entries(circuits())) {
        open.set({ upstream }, state === "closed" ? 0 : 1);
      }
      for (const read of reads) await read();
      memory.set(process.memoryUsage.rss());
      return await registry.metrics();
    },
  };
}

function ageSeconds(since: number | null, clock: Clock): number {
  return since === null ? 0 : Math.max(0, clock.now() - since) / 1_000;
}
