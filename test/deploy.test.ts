import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createMetrics } from "../src/http/metrics.ts";

const deploy = join(import.meta.dir, "../deploy");

test("every figure on the dashboard is one that the bot tells", async () => {
  const metrics = createMetrics({ version: "1", commit: "1" });
  metrics.webhook("queued", 1);
  metrics.modelCall("complete", 1, null);
  metrics.gauge("whatsapp_bot_lanes_at_work", "as app.ts adds it", () => 0);
  const queue = { waitingMessages: 0, oldestWaitingAt: null, waitingParts: 0 };
  const clock = { now: () => 0, after: () => () => {} };
  const told = await metrics.scrape(() => Promise.resolve(queue), clock);
  const dashboard = readFileSync(join(deploy, "grafana-dashboard.json"), "utf8");
  const asked = new Set(dashboard.match(/\b(?:whatsapp_bot|process)_\w+/g));
  expect([...asked].filter((name) => !told.includes(name))).toEqual([]);
});

test("the proxies pass on what Twilio and monitors call, and the limit of the bot's own", () => {
  const nginx = readFileSync(join(deploy, "nginx.conf"), "utf8");
  const caddy = readFileSync(join(deploy, "Caddyfile"), "utf8");
  const passed = new RegExp(/location ~ (\S+)/.exec(nginx)?.[1] ?? "-");
  for (const path of ["/", "/webhook", "/webhook/status", "/health", "/health/live"]) {
    expect(path).toMatch(passed);
    expect(caddy).toMatch(new RegExp(`@outside path .*${path}( |$)`, "m"));
  }
  for (const path of ["/metrics", "/docs", "/simulator", "/admin"])
    expect(path).not.toMatch(passed);
});
