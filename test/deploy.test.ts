import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommanderError } from "commander";
import compose from "../compose.yaml";
import { MAX_BATCH_BYTES, WEBHOOK_PATH } from "../src/channels/cloud-api/webhook-path.ts";
import { exitCodeFor } from "../src/cli/exit.ts";
import { settings } from "../src/config/settings.ts";
import { parseDatabaseUrl } from "../src/core/database-url.ts";
import { ConfigError, TransientError } from "../src/core/errors.ts";
import { createMetrics } from "../src/http/metrics.ts";
import { LEAN } from "./bench/memory.ts";
import { explainCode, knownCodes } from "../src/channels/twilio/error-codes.ts";

const deploy = join(import.meta.dir, "../deploy");

test("the dashboard and the alerts use only metrics that the bot exports", async () => {
  const metrics = createMetrics({ version: "1", commit: "1" });
  metrics.webhook("queued", 1);
  metrics.modelCall("complete", 1, null);
  const added = ["lanes_at_work", "temp_files", "log_lines_dropped_total"];
  for (const name of added.map((one) => `whatsapp_bot_${one}`)) {
    metrics.gauge(name, "as app.ts adds it", () => 0);
  }
  metrics.counters("whatsapp_bot_cost_usd_total", { help: "as app/ adds it", labelNames: [] }, () =>
    Promise.resolve([]),
  );
  const queue = { waitingMessages: 0, oldestWaitingAt: null, waitingParts: 0 };
  const clock = { now: () => 0, after: () => () => {} };
  const overview = () => Promise.resolve(queue);
  const circuits = () => ({ model: "closed" }) as const;
  const told = await metrics.scrape({ overview, circuits, clock });
  for (const file of ["grafana-dashboard.json", "prometheus-alerts.yml"]) {
    const text = readFileSync(join(deploy, file), "utf8");
    const used = new Set(text.match(/\b(?:whatsapp_bot|process)_\w+/g));
    expect(used.size).toBeGreaterThan(5);
    expect([...used].filter((name) => !told.includes(name))).toEqual([]);
  }
});

test.skipIf(Bun.which("promtool") === null)("Prometheus accepts the alert rules", () => {
  const file = join(deploy, "prometheus-alerts.yml");
  const checked = Bun.spawnSync(["promtool", "check", "rules", file]);
  expect(checked.stdout.toString()).toContain("SUCCESS");
  expect(checked.exitCode).toBe(0);
});

test.skipIf(Bun.which("nginx") === null)("nginx accepts its configuration", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nginx-"));
  const key = ["-newkey", "rsa:2048", "-nodes", "-keyout", join(folder, "privkey.pem")];
  const made = Bun.spawnSync(
    ["openssl", "req", "-x509", ...key, "-out", join(folder, "fullchain.pem"), "-subj", "/CN=bot"],
    { stderr: "ignore" },
  );
  expect(made.exitCode).toBe(0);
  const site = readFileSync(join(deploy, "nginx.conf"), "utf8");
  const ours = site.replaceAll("/etc/letsencrypt/live/bot.example.org", folder);
  await Bun.write(join(folder, "site.conf"), ours);
  await Bun.write(join(folder, "nginx.conf"), "events {}\nhttp { include site.conf; }\n");
  const checked = Bun.spawnSync([
    "nginx",
    "-t",
    "-c",
    join(folder, "nginx.conf"),
    "-g",
    `pid ${folder}/pid;`,
  ]);
  expect(checked.stderr.toString()).toContain("test is successful");
  rmSync(folder, { recursive: true });
});

test("the proxies forward what messengers, monitors and owners call, up to the largest batch", () => {
  const nginx = readFileSync(join(deploy, "nginx.conf"), "utf8");
  const caddy = readFileSync(join(deploy, "Caddyfile"), "utf8");
  const patterns = nginx.matchAll(/location ~ (\S+)/g);
  const passed = new RegExp([...patterns].map(([, pattern = "-"]) => pattern).join("|"));
  const exact = [
    "/",
    "/webhook",
    "/webhook/status",
    WEBHOOK_PATH,
    "/health",
    "/health/live",
    "/admin",
  ];
  for (const path of exact) {
    expect(path).toMatch(passed);
    expect(caddy).toMatch(new RegExp(`@outside path .*${path}( |$)`, "m"));
  }
  expect(`/media/${"a-_9".repeat(10)}xyz`).toMatch(passed);
  expect("/admin/api/events").toMatch(passed);
  for (const folder of ["/media", "/admin"])
    expect(caddy).toMatch(new RegExp(`@outside path .*${folder}/\\*( |$)`, "m"));
  for (const path of ["/metrics", "/docs", "/simulator", "/media", "/media/", "/administer"])
    expect(path).not.toMatch(passed);
  const largest = MAX_BATCH_BYTES / 2 ** 20;
  expect(nginx).toContain(`client_max_body_size ${largest}m;`);
  expect(caddy).toContain(`max_size ${largest}MiB\n`);
});

const services: Readonly<Record<string, Service>> = compose.services;

interface Service {
  readonly image?: string;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly healthcheck?: object;
  readonly ports?: readonly string[];
}

test("the servers on PostgreSQL are the same bot, and the proxy asks each of them for its health", () => {
  const { bot, "bot-2": second, postgres, "caddy-replicas": proxy } = services;
  expect(bot?.profiles).toBeUndefined();
  for (const service of [second, postgres, proxy]) expect(service?.profiles).toEqual(["postgres"]);
  expect(second).toMatchObject({ ...bot, ports: second?.ports });
  expect(bot).toMatchObject({
    read_only: true,
    cap_drop: ["ALL"],
    stop_grace_period: "35s",
  });
  // Only the servers can reach it.
  expect(postgres?.ports).toBeUndefined();
  expect(postgres?.image).toMatch(/^postgres:\d+\.\d+$/);
  expect(postgres?.volumes).toEqual(["postgres:/var/lib/postgresql"]);
  expect(Object.keys(compose.volumes)).toContain("postgres");
  expect(postgres?.healthcheck).toBeDefined();
  expect(proxy?.environment?.["UPSTREAMS"]).toBe("bot:8000 bot-2:8000");
  const one = readFileSync(join(deploy, "Caddyfile"), "utf8");
  const several = readFileSync(join(deploy, "Caddyfile.replicas"), "utf8");
  const passed = /@outside path .*/;
  expect(passed.exec(several)?.[0]).toBe(passed.exec(one)?.[0] ?? "");
  expect(several).toContain("reverse_proxy {$UPSTREAMS}");
  const largest = /max_size .*/;
  expect(largest.exec(several)?.[0]).toBe(largest.exec(one)?.[0] ?? "");
  expect(several).toContain("health_uri /health\n");
});

test("both addresses of the database in the composition are understood", () => {
  const file = readFileSync(join(deploy, "../compose.yaml"), "utf8");
  const usual = /DATABASE_URL: \$\{BOT_DATABASE:-(.+)\}/.exec(file)?.[1] ?? "";
  expect(parseDatabaseUrl(usual)).toMatchObject({ dialect: "sqlite" });
  const shared = /BOT_DATABASE=(\S+)/.exec(file)?.[1] ?? "";
  expect(parseDatabaseUrl(shared)).toMatchObject({ dialect: "postgres" });
  expect(new URL(shared).hostname).toBe("postgres");
});

test("the operator's handbook lists every code that explain knows, in the same words", () => {
  const handbook = readFileSync(join(deploy, "../docs/operations.md"), "utf8");
  const rows = handbook.split("\n").map((row) => row.replaceAll(/\s*\|\s*/g, "|"));
  for (const code of knownCodes) {
    const { meaning, remedy } = explainCode(code) ?? {};
    expect(rows).toContain(
      `|[${code}](https://www.twilio.com/docs/errors/${code})|${meaning}|${remedy}|`,
    );
  }
});

test("the service shows its reader of documents no other process, and no more of the system than that", () => {
  const unit = readFileSync(join(deploy, "whatsapp-ai-bot.service"), "utf8");
  for (const line of ["ProtectProc=invisible", "ProcSubset=pid", "CapabilityBoundingSet="]) {
    expect(unit.split("\n")).toContain(line);
  }
});

test("container and service hold memory as small as it is measured", () => {
  for (const file of ["Dockerfile", "deploy/whatsapp-ai-bot.service"]) {
    const text = readFileSync(join(deploy, "..", file), "utf8");
    for (const [name, value] of Object.entries(LEAN)) expect(text).toContain(`${name}=${value}`);
  }
});

test("every setting that the handbook and the deployment name exists", () => {
  const known = new Set<string>(Object.values(settings).map(({ env }) => env));
  for (const file of ["docs/operations.md", "compose.yaml", "Dockerfile", "README.md"]) {
    const text = readFileSync(join(deploy, "..", file), "utf8");
    const named = text.match(
      /\b(?:TWILIO|OPENAI|APP|LOG|RATE|SECRET|PUBLIC|DATABASE|METRICS|DOCS|WHITELISTED|ALLOWED|MAX)_[A-Z_]+\b/g,
    );
    expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([]);
  }
});

test("the service is restarted if waiting helps, and not if its owner must act", () => {
  const unit = readFileSync(join(deploy, "whatsapp-ai-bot.service"), "utf8");
  expect(unit).toContain("Restart=always");
  const final = /^RestartPreventExitStatus=(.*)$/m.exec(unit)?.[1]?.split(" ").map(Number);
  expect(final).toContain(exitCodeFor(new ConfigError(["The file system is read-only."])));
  expect(final).toContain(exitCodeFor(new CommanderError(1, "unknown", "no such command")));
  expect(final).not.toContain(exitCodeFor(new TransientError("The disk is full.")));
});
