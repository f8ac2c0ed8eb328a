import { describe, expect, test } from "bun:test";
import type { Clock } from "../../src/core/ports.ts";
import { createMetricsRoutes } from "../../src/http/metrics-routes.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { recordingLog } from "./recording-log.ts";

const NOW = 1_800_000_000_000;
const clock: Clock = { now: () => NOW, after: () => () => {} };
const queue = { waitingMessages: 3, oldestWaitingAt: NOW - 1_500, waitingParts: 2 };
const build = { version: "1.2.3", commit: "abc1234" };

const deps = {
  overview: () => Promise.resolve(queue),
  circuits: () => ({ model: "open", twilio: "closed" }),
  clock,
};

describe("the figures", () => {
  test("count what happened, by its result", async () => {
    const metrics = createMetrics(build);
    metrics.webhook("queued", 12);
    metrics.webhook("duplicate", 3);
    metrics.modelCall("complete", 2_500, {
      promptTokens: 100,
      completionTokens: 20,
      totalTokens: 120,
      cachedTokens: 60,
    });
    metrics.modelCall("transient", 60_000, null);
    metrics.delivery("delivered", null);
    metrics.delivery("failed", "63016");
    metrics.gauge("whatsapp_bot_lanes_at_work", "Lanes", () => 3);
    metrics.send("accepted", null);
    metrics.send("refused", "63016");
    metrics.send("refused", "63016");

    const text = await metrics.scrape(deps);
    for (const line of [
      'whatsapp_bot_webhook_duration_seconds_count{result="queued"} 1',
      'whatsapp_bot_webhook_duration_seconds_bucket{le="0.025",result="queued"} 1',
      'whatsapp_bot_webhook_duration_seconds_bucket{le="0.01",result="queued"} 0',
      'whatsapp_bot_webhook_duration_seconds_count{result="duplicate"} 1',
      'whatsapp_bot_model_call_duration_seconds_sum{outcome="complete"} 2.5',
      'whatsapp_bot_model_call_duration_seconds_count{outcome="transient"} 1',
      'whatsapp_bot_model_tokens_total{kind="prompt"} 100',
      'whatsapp_bot_model_tokens_total{kind="completion"} 20',
      'whatsapp_bot_model_tokens_total{kind="cached"} 60',
      'whatsapp_bot_sends_total{outcome="accepted",code=""} 1',
      'whatsapp_bot_sends_total{outcome="refused",code="63016"} 2',
      'whatsapp_bot_delivery_reports_total{status="delivered",code=""} 1',
      'whatsapp_bot_delivery_reports_total{status="failed",code="63016"} 1',
      "whatsapp_bot_lanes_at_work 3",
      'whatsapp_bot_build_info{version="1.2.3",commit="abc1234"} 1',
      "whatsapp_bot_database_up 1",
      "whatsapp_bot_waiting_messages 3",
      "whatsapp_bot_waiting_parts 2",
      "whatsapp_bot_oldest_waiting_seconds 1.5",
      'whatsapp_bot_circuit_open{upstream="model"} 1',
      'whatsapp_bot_circuit_open{upstream="twilio"} 0',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
  });

  test("are still told when the database fails", async () => {
    const text = await createMetrics(build).scrape({
      ...deps,
      overview: () => Promise.reject(new Error()),
    });
    expect(text).toContain("whatsapp_bot_database_up 0\n");
  });

  test("of two bots in one process stay apart", async () => {
    const [one, other] = [createMetrics(build), createMetrics(build)];
    one.send("accepted", null);
    const text = await other.scrape(deps);
    expect(text).not.toContain("whatsapp_bot_sends_total{");
  });
});

async function statusFor(
  settings: { token: string | null; isProduction: boolean },
  authorization?: string,
) {
  const routes = createMetricsRoutes({ ...deps, metrics: createMetrics(build), ...settings });
  const server = createHttpServer({ allowedOrigins: [], log: recordingLog() });
  server.mount(routes);
  const headers: Record<string, string> = authorization ? { authorization } : {};
  const response = await server.handle(new Request("http://localhost/metrics", { headers }));
  return response.status;
}

describe("who may read them", () => {
  test("everybody in development", async () => {
    expect(await statusFor({ token: null, isProduction: false })).toBe(200);
  });

  test("nobody in production without a token", async () => {
    expect(await statusFor({ token: null, isProduction: true })).toBe(404);
    expect(await statusFor({ token: null, isProduction: true }, "Bearer ")).toBe(404);
    expect(await statusFor({ token: null, isProduction: true }, "Bearer null")).toBe(404);
  });

  test.each([true, false])(
    "only its bearer where a token is set (production: %s)",
    async (isProduction) => {
      const settings = { token: "s3cret", isProduction };
      expect(await statusFor(settings, "Bearer s3cret")).toBe(200);
      for (const wrong of [undefined, "s3cret", "Bearer s3cre", "Bearer s3cret2", "Basic s3cret"]) {
        expect(await statusFor(settings, wrong)).toBe(404);
      }
    },
  );
});
