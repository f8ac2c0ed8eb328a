// bun test/bench/acknowledge.ts [per second] [seconds]: how long the executable takes to thank Twilio
// while signed webhooks come at a steady pace, each from one of many users; `bun run build` first.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTwilioStandIn } from "../../src/simulator/twilio-stand-in.ts";

const PER_SECOND = Number(process.argv[2] ?? 200);
const SECONDS = Number(process.argv[3] ?? 20);
const USERS = 500;
const PUBLIC_URL = "https://bot.example.org";

const folder = mkdtempSync(join(tmpdir(), "acknowledge-"));
// Answers come too slowly to matter: what is measured is the way to the disk and back.
const model = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Promise(() => {}) });
const identity = {
  accountSid: `AC${"0".repeat(32)}`,
  authToken: crypto.randomUUID(),
  number: "whatsapp:+14155238886",
};
const twilio = createTwilioStandIn({
  ...identity,
  publicUrl: PUBLIC_URL,
  webhookUrl: "http://127.0.0.1:1/webhook",
});
const bot = Bun.spawn({
  cmd: [join(import.meta.dir, "../../dist/whatsapp-ai-bot")],
  cwd: folder,
  env: {
    HOST: "127.0.0.1",
    PORT: "0",
    PUBLIC_URL,
    APP_ENV: "production",
    LOG_LEVEL: "info",
    SECRET_KEY: "0123456789abcdef0123456789abcdef",
    RATE_LIMIT_MESSAGES: "10000",
    WORKERS: "1",
    CATCH_UP: "false",
    TWILIO_ACCOUNT_SID: identity.accountSid,
    TWILIO_AUTH_TOKEN: identity.authToken,
    TWILIO_WHATSAPP_NUMBER: identity.number,
    TWILIO_API_BASE_URL: twilio.url,
    OPENAI_API_KEY: "sk-test",
    OPENAI_BASE_URL: `${model.url.origin}/v1`,
  },
  stdout: "pipe",
  stderr: "inherit",
});

try {
  twilio.pointAt(`http://127.0.0.1:${await portOf(bot.stdout)}/webhook`);
  const pending: Promise<unknown>[] = [];
  const startedAt = performance.now();
  for (let count = 0; count < PER_SECOND * SECONDS; count += 1) {
    const from = `whatsapp:+4915100${String(100_000 + (count % USERS))}`;
    pending.push(twilio.sendText({ from, body: `Message ${count}` }));
    const dueAt = startedAt + ((count + 1) * 1_000) / PER_SECOND;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await Bun.sleep(waitMs);
  }
  await Promise.all(pending);
  const took = twilio.journal.webhooks.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  const refused = twilio.journal.webhooks.filter(({ status }) => status !== 200).length;
  const at = (share: number) => (took[Math.floor((took.length - 1) * share)] ?? 0).toFixed(1);
  process.stdout.write(
    `${took.length} webhooks at ${PER_SECOND}/s: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at worst ${at(1)} ms; ${refused} not 200\n`,
  );
} finally {
  bot.kill("SIGKILL");
  await bot.exited;
  await Promise.all([twilio.stop(), model.stop(true)]);
  rmSync(folder, { recursive: true, force: true });
}

/** The port in the log's line, whose rest is read on so that the pipe never fills. */
async function portOf(stdout: ReadableStream<Uint8Array>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const read = async () => {
    const decoder = new TextDecoder();
    let seen = "";
    for await (const chunk of stdout) {
      if (seen.length < 100_000) seen += decoder.decode(chunk, { stream: true });
      const port = /"port":(\d+)/.exec(seen)?.[1];
      if (port !== undefined) resolve(Number(port));
    }
    reject(new Error(`it did not start: ${seen}`));
  };
  void read();
  return promise;
}
