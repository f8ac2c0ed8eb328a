import { mkdirSync } from "node:fs";
import { join } from "node:path";

const START_TIMEOUT_MS = 60_000;

/** Enough for a start: nothing is sent anywhere before the first message. */
const SETTINGS = {
  APP_ENV: "production",
  CATCH_UP: "off",
  HOST: "127.0.0.1",
  PORT: "0",
  PUBLIC_URL: "https://bot.example.org",
  SECRET_KEY: "only-for-a-start-without-any-message",
  DATABASE_URL: "sqlite:///bot.db",
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "0".repeat(32),
  TWILIO_WHATSAPP_NUMBER: "whatsapp:+14155238886",
  OPENAI_API_KEY: "sk-none",
};

/**
 * Starts the bot with `program`, on a new database and again on that one, and returns the paths of
 * the records of the functions that each start used, the common start first. Throws if it does not
 * start: such a program must not be shipped.
 */
export async function recordStart(program: string, folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const records = ["new", "again"].map((name) => join(folder, `${name}.order`));
  for (const record of records) await startOnce(program, folder, record);
  return records.toReversed();
}

async function startOnce(program: string, folder: string, record: string): Promise<void> {
  const bot = Bun.spawn([program], {
    cwd: folder,
    env: { ...SETTINGS, BUN_BYTECODE_ORDER_OUT: record },
    stdout: "pipe",
    stderr: "pipe",
    timeout: START_TIMEOUT_MS,
  });
  const decoder = new TextDecoder();
  let output = "";
  let isStarted = false;
  for await (const bytes of bot.stdout) {
    output += decoder.decode(bytes, { stream: true });
    if (isStarted || !output.includes('"event":"ready"')) continue;
    isStarted = true;
    // The record is written at the end; a second signal would end it at once.
    bot.kill("SIGTERM");
  }
  const errors = await new Response(bot.stderr).text();
  if ((await bot.exited) !== 0) throw new Error(`the program does not start: ${output}${errors}`);
}
