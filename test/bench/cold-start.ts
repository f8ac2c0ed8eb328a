// bun test/bench/cold-start.ts [runs]: how long the built program takes from its start until it
// answers, against a compiled Bun.serve that does nothing else, and what it then holds in memory.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const RUNS = Number(process.argv[2] ?? 20);
const POLL_MS = 1;
const IDLE_MS = 2_000;

const folder = mkdtempSync(join(tmpdir(), "cold-start-"));
const program = join(import.meta.dir, "../../dist/whatsapp-ai-bot");

interface Start {
  readonly readyMs: number;
  readonly rssMiB: number;
}

async function buildBare(): Promise<string> {
  const source = join(folder, "bare.ts");
  const outfile = join(folder, "bare");
  writeFileSync(
    source,
    "Bun.serve({ hostname: '127.0.0.1', port: Number(process.env.PORT), fetch: () => new Response('ok') });",
  );
  await Bun.build({
    entrypoints: [source],
    minify: true,
    bytecode: true,
    format: "esm",
    compile: { outfile, autoloadBunfig: false, autoloadDotenv: false },
  });
  return outfile;
}

async function measure(command: string, idleMs: number): Promise<Start> {
  const port = freePort();
  const startedAt = performance.now();
  const child = Bun.spawn({
    cmd: [command],
    cwd: folder,
    env: {
      PORT: String(port),
      HOST: "127.0.0.1",
      APP_ENV: "production",
      PUBLIC_URL: "https://bot.example.org",
      SECRET_KEY: "0123456789abcdef0123456789abcdef",
      DATABASE_URL: join(folder, "bot.db"),
      TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
      TWILIO_AUTH_TOKEN: "an-auth-token",
      TWILIO_WHATSAPP_NUMBER: "+14155238886",
      OPENAI_API_KEY: "sk-test",
    },
    stdout: "ignore",
    stderr: "inherit",
  });
  try {
    while (!(await answers(port))) await Bun.sleep(POLL_MS);
    const readyMs = performance.now() - startedAt;
    await Bun.sleep(idleMs);
    return { readyMs, rssMiB: residentMiB(child.pid) };
  } finally {
    child.kill("SIGTERM");
    await child.exited;
  }
}

function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health/live`).then(
    (response) => response.ok,
    () => false,
  );
}

function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => {} } });
  const { port } = probe;
  probe.stop(true);
  return port;
}

function residentMiB(pid: number): number {
  const kibibytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kibibytes) / 1024;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

const bare = await buildBare();
const starts: Record<string, Start[]> = { "bare Bun.serve": [], "whatsapp-ai-bot": [] };
try {
  for (let run = 0; run < RUNS; run += 1) {
    // In turns, so that a busy moment of the machine falls on both.
    starts["bare Bun.serve"]?.push(await measure(bare, 0));
    starts["whatsapp-ai-bot"]?.push(await measure(program, 0));
  }
  const ready = Object.entries(starts).map(
    ([name, all]) => [name, median(all.map((start) => start.readyMs))] as const,
  );
  for (const [name, ms] of ready)
    process.stdout.write(`${name}: ready in ${ms.toFixed(0)} ms (median of ${RUNS})\n`);
  const [bareMs = 1, botMs = 0] = ready.map(([, ms]) => ms);
  process.stdout.write(`ratio: ${(botMs / bareMs).toFixed(2)}\n`);
  const idle = await measure(program, IDLE_MS);
  process.stdout.write(`idle after ${IDLE_MS / 1000} s: ${idle.rssMiB.toFixed(0)} MiB resident\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
