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

describe("the metrics", () => {
  test("count events by result", async () => {
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

  test("are still served when the database fails", async () => {
    const text = await createMetrics(build).scrape({
      ...deps,
      overview: () => Promise.reject(new Error()),
    });
    expect(text).toContain("whatsapp_bot_database_up 0\n");
  });

  test("of two bots in one process are separate", async () => {
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

describe("the metrics are served", () => {
  test("to any client in development", async () => {
    expect(await statusFor({ token: null, isProduction: false })).toBe(200);
  });

  test("to no client in production without a token", async () => {
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

describe("a counter that is read with each scrape", () => {
  test("never falls: what a correction takes off is taken off what comes next", async () => {
    const metrics = createMetrics(build);
    let value = 0;
    const labels = { kind: "message out" };
    metrics.counters("cost_usd_total", { help: "Dollars", labelNames: ["kind"] }, () =>
      Promise.resolve([{ labels, value }]),
    );
    const scraped = async (now: number) => {
      value = now;
      const text = await metrics.scrape(deps);
      return Number(/^cost_usd_total\{kind="message out"\} (\S+)$/m.exec(text)?.[1]);
    };
    expect([await scraped(2), await scraped(1.5), await scraped(1.75), await scraped(3)]).toEqual([
      2, 2, 2, 3,
    ]);
  });

  test("keeps its last sums while the database fails", async () => {
    const metrics = createMetrics(build);
    let isDown = false;
    metrics.counters("cost_usd_total", { help: "Dollars", labelNames: [] }, () =>
      isDown ? Promise.reject(new Error("down")) : Promise.resolve([{ labels: {}, value: 2 }]),
    );
    await metrics.scrape(deps);
    isDown = true;
    expect(await metrics.scrape(deps)).toContain("cost_usd_total 2\n");
  });
});
