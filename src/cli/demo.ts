import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../app.ts";
import { type Config, type Environment, environment, loadConfig } from "../config.ts";
import { ConfigError } from "../core/errors.ts";
import { systemClock } from "../core/system-clock.ts";
import type { ProcessLog } from "../log/logger.ts";
import { createOfflineModel } from "../simulator/offline-model.ts";
import { createOfflineTranscriber } from "../simulator/offline-transcriber.ts";
import { createSimulator } from "../simulator/simulator.ts";
import { createTwilioStandIn, type TwilioStandIn } from "../simulator/twilio-stand-in.ts";
import type { Person } from "../simulator/wire.ts";
import { chatInTerminal } from "./chat-in-terminal.ts";
import { onFreePort } from "./on-free-port.ts";
import { openBrowser } from "./open-browser.ts";
import { readEnvFile } from "./read-env-file.ts";
import { stopSignal } from "./stop-signal.ts";

export interface DemoOptions {
  readonly log: ProcessLog;
  /** Chats over stdin and stdout even when they are no terminal, and ends with the input. */
  readonly terminal: boolean;
}

const ADA: Person = { address: "whatsapp:+4915112345678", name: "Ada" };
const BEN: Person = { address: "whatsapp:+4915187654321", name: "Ben" };

/** How long the offline model seems to think, and Twilio takes for each step of a delivery. */
const THINKING_MS = 900;
const REPORT_PAUSE_MS = 120;
/** What left no trace is sent again sooner than in earnest: somebody is watching. */
const SEND_GRACE_MS = 3_000;

/**
 * Runs the bot with a Twilio on this machine and phones in the browser and the terminal, until it is
 * told to stop or the input ends. Throws `ConfigError` with APP_ENV=production or a wrong setting.
 */
export async function demo(options: DemoOptions): Promise<void> {
  const given = environment(readEnvFile().values);
  if (given["APP_ENV"]?.trim() === "production") {
    throw new ConfigError([
      "APP_ENV is production, but the demo lets everybody in: leave it out, or run the demo elsewhere",
    ]);
  }
  const settings = demoSettings(given);
  const wanted = loadConfig(settings);
  await onFreePort(wanted.port, (port) => demoOn(port, { ...options, given, settings, wanted }));
}

interface DemoRun extends DemoOptions {
  readonly given: Environment;
  readonly settings: Environment;
  readonly wanted: Config;
}

async function demoOn(port: number, { settings, wanted, ...run }: DemoRun): Promise<void> {
  const publicUrl = `http://localhost:${port}`;
  const twilio = createTwilioStandIn({
    accountSid: wanted.twilioAccountSid,
    authToken: wanted.twilioAuthToken,
    number: wanted.twilioWhatsappNumber,
    webhookUrl: `http://127.0.0.1:${port}/webhook`,
    publicUrl,
    isTrial: wanted.replyMode === "twiml",
    callbacks: "shuffled",
    callbackPauseMs: REPORT_PAUSE_MS,
  });
  const folder = mkdtempSync(join(tmpdir(), "whatsapp-ai-bot-"));
  try {
    const config = loadConfig({
      ...settings,
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      DATABASE_URL: join(folder, "demo.db"),
      TWILIO_API_BASE_URL: twilio.url,
    });
    const isElsewhere = wanted.port !== 0 && port !== wanted.port;
    await runBetween(config, twilio, {
      ...run,
      note: isElsewhere ? `Port ${wanted.port} is taken, so this is on port ${port}.` : null,
    });
  } finally {
    await twilio.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The given settings, with room for people who try things out quickly, but for those that would lead out of this machine or lock the phones out. */
function demoSettings(given: Environment): Environment {
  return {
    RATE_LIMIT_MESSAGES: "60",
    ...given,
    ...(isOffline(given) && { OPENAI_API_KEY: "not-needed-offline" }),
    APP_ENV: "development",
    HOST: "127.0.0.1",
    PUBLIC_URL: "",
    ALLOWED_ORIGINS: "",
    ACCESS_MODE: "open",
    WHITELISTED_USERS: "",
    TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString("hex")}`,
    TWILIO_AUTH_TOKEN: randomBytes(16).toString("hex"),
    TWILIO_WHATSAPP_NUMBER: "whatsapp:+14155238886",
  };
}

function isOffline(given: Environment): boolean {
  return !given["OPENAI_API_KEY"]?.trim() && !given["OPENAI_BASE_URL"]?.trim();
}

async function runBetween(
  config: Config,
  twilio: TwilioStandIn,
  {
    log,
    terminal,
    given,
    note,
  }: DemoOptions & { readonly given: Environment; readonly note: string | null },
): Promise<void> {
  const clock = systemClock;
  const model = isOffline(given) ? createOfflineModel({ clock, thinkingMs: THINKING_MS }) : null;
  const simulator = createSimulator({
    twilio,
    clock,
    people: [ADA, BEN],
    botName: config.appName,
    model: { name: model?.name ?? config.openaiModel, isOffline: model !== null },
  });
  const app = await createApp(config, {
    log,
    clock,
    sendGraceMs: SEND_GRACE_MS,
    extension: simulator.extension,
    ...(model && { model, transcriber: createOfflineTranscriber() }),
  });
  try {
    app.start();
    const stop = stopSignal();
    const print = (text: string) => log.print(`${text}\n`);
    if (note !== null) print(note);
    const url = `${config.publicUrl}/simulator`;
    const answeredBy = model ? "the offline model, which needs no key" : config.openaiModel;
    print(`The phones are at ${url}\nAnswers come from ${answeredBy}. Ctrl-C ends the demo.`);
    const isAttended = process.stdin.isTTY;
    if (isAttended && !terminal) openBrowser(url, given);
    const chat =
      isAttended || terminal
        ? chatInTerminal({ twilio, person: ADA, app, print: log.print })
        : null;
    await Promise.race([stop, ...(chat ? [chat] : [])]);
  } finally {
    simulator.close();
    await app.stop();
  }
}
