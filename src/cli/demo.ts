import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { createApp } from "../app.ts";
import { tempFolder } from "../media/media-tools.ts";
import {
  type Config,
  type Environment,
  environment,
  loadConfig,
  withoutPlaceholders,
} from "../config.ts";
import { ConfigError } from "../core/errors.ts";
import { systemClock } from "../core/system-clock.ts";
import { createOfflineModel } from "../simulator/offline/offline-model.ts";
import { createOfflineSpeaker } from "../simulator/offline/offline-speaker.ts";
import { createOfflineTranscriber } from "../simulator/offline/offline-transcriber.ts";
import { createSimulator } from "../simulator/simulator.ts";
import { createPicturesStandIn } from "../simulator/pictures-stand-in.ts";
import { createTwilioStandIn, type TwilioStandIn } from "../simulator/twilio-stand-in.ts";
import type { ModelState, User } from "../simulator/wire.ts";
import { chatInTerminal } from "./chat-in-terminal.ts";
import type { ProcessLog } from "../log/logger.ts";
import { createDemoModels, type DemoModels } from "./demo-models.ts";
import { onFreePort } from "./on-free-port.ts";
import { openBrowser } from "./open-browser.ts";
import { readEnvFile } from "./read-env-file.ts";
import { stopSignal } from "./stop-signal.ts";

export interface DemoOptions {
  readonly log: ProcessLog;
  /** Chats over stdin and stdout even if they are no terminal, and ends with the input. */
  readonly terminal: boolean;
  /** The server that answers instead of the script; its key is MODEL_KEY of the environment. */
  readonly model: { readonly url: string; readonly name: string | null } | null;
}

const ADA: User = { address: "whatsapp:+4915112345678", name: "Ada" };
const BEN: User = { address: "whatsapp:+4915187654321", name: "Ben" };

/** Keeps everything typed into the demo in memory, so that it is gone after any kind of end. */
const IN_MEMORY = "sqlite:///:memory:";
/** The delays of the offline model's answers, and of each delivery report. */
const THINKING_MS = 900;
const REPORT_PAUSE_MS = 120;
const PAINTING_MS = 1_200;
/** A part without a trace is sent again sooner than in production, because the user is watching. */
const SEND_GRACE_MS = 3_000;

/**
 * Runs the bot with a Twilio on this machine and phones in the browser and the terminal, until a
 * stop signal or the end of the input. Throws `ConfigError` with APP_ENV=production or an invalid
 * setting.
 */
export async function demo(options: DemoOptions): Promise<void> {
  const given = withoutPlaceholders(environment(readEnvFile().values));
  if (given["APP_ENV"]?.trim() === "production") {
    throw new ConfigError([
      "APP_ENV is production, but the demo admits all users: leave it out, or run the demo elsewhere",
    ]);
  }
  const settings = demoSettings(given);
  const wanted = loadConfig(settings);
  const models = await chooseModels(options.model, given, wanted);
  await onFreePort(wanted.port, (port) =>
    demoOn(port, { ...options, given, settings, wanted, models }),
  );
}

async function chooseModels(
  model: DemoOptions["model"],
  given: Environment,
  config: Config,
): Promise<DemoModels> {
  const language = config.botLanguage;
  const models = createDemoModels({
    config,
    script: {
      model: createOfflineModel({ clock: systemClock, language, thinkingMs: THINKING_MS }),
      transcriber: createOfflineTranscriber(),
      speaker: createOfflineSpeaker(language),
    },
    hasSettings: !isOffline(given),
  });
  const key = given["MODEL_KEY"]?.trim() || null;
  const problem = model && (await models.connect({ ...model, key }));
  if (problem !== null) throw new ConfigError([problem]);
  await models.look();
  return models;
}

interface DemoRun extends DemoOptions {
  readonly given: Environment;
  readonly settings: Environment;
  readonly wanted: Config;
  readonly models: DemoModels;
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
    callbackPauseMs: REPORT_PAUSE_MS,
  });
  const painter =
    wanted.imageModel === null ? createPicturesStandIn({ delayMs: PAINTING_MS }) : null;
  try {
    const config = loadConfig({
      ...settings,
      ...(painter && { IMAGE_MODEL: "demo-painter", IMAGE_BASE_URL: painter.url }),
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      DATABASE_URL: IN_MEMORY,
      TWILIO_API_BASE_URL: twilio.url,
    });
    const isElsewhere = wanted.port !== 0 && port !== wanted.port;
    await runBetween(config, twilio, {
      ...run,
      note: isElsewhere ? `Port ${wanted.port} is taken, so this is on port ${port}.` : null,
    });
  } finally {
    await painter?.stop();
    await twilio.stop();
    removeFiles();
  }
}

/**
 * Returns the given settings with higher limits for quick experiments, without those that would
 * reach other machines or refuse the phones.
 */
function demoSettings(given: Environment): Environment {
  return {
    RATE_LIMIT_MESSAGES: "60",
    VOICE_REPLIES: "auto",
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
    models,
    note,
  }: Omit<DemoRun, "settings" | "wanted"> & { readonly note: string | null },
): Promise<void> {
  const clock = systemClock;
  const simulator = createSimulator({
    twilio,
    clock,
    people: [ADA, BEN],
    botName: config.appName,
    models,
    createAdminLink: () => app.createAdminLink(config.port),
  });
  const app = await createApp(config, {
    log,
    clock,
    sendGraceMs: SEND_GRACE_MS,
    extension: simulator.extension,
    model: models.model,
    transcriber: models.transcriber,
    speaker: models.speaker,
  });
  try {
    app.start();
    const stop = stopSignal();
    void stop.then(removeFilesAtNextSignal);
    const print = (text: string) => log.print(`${text}\n`);
    if (note !== null) print(note);
    const url = `${config.publicUrl}/simulator`;
    print(`The phones are at ${url}\nThe owner's page is at ${url}/admin`);
    print(`${describeModel(models.state())}\nCtrl-C ends the demo.`);
    const isAttended = process.stdin.isTTY;
    if (isAttended && !terminal) openBrowser(url, given);
    const chat = isAttended || terminal ? chatInTerminal({ ...log, twilio, user: ADA, app }) : null;
    await Promise.race([stop, ...(chat ? [chat] : [])]);
  } finally {
    simulator.close();
    await app.stop();
  }
}

function describeModel({ kind, name, server, offers }: ModelState): string {
  const local = offers.find((offer) => offer.kind === "ollama");
  switch (kind) {
    case "script":
      return local === undefined
        ? "Answers come from a short script; connect a model on the page, or with --model."
        : `Answers come from a short script. Ollama runs here: choose ${local.name} on the page,\nor start with --model http://${local.server}/v1.`;
    case "settings":
      return `Answers come from ${name} at ${server}, with the key of your environment or .env: they may cost money.`;
    case "server":
      return `Answers come from ${name} at ${server}.`;
  }
}

/** Removes the temporary files of attachments. */
function removeFiles(): void {
  rmSync(tempFolder(IN_MEMORY), { recursive: true, force: true });
}

/** Removes the files at a second signal, which ends the process at once. */
function removeFilesAtNextSignal(): void {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.once(signal, () => {
      removeFiles();
      // Windows ends a process by these two alone.
      process.kill(process.pid, process.platform === "win32" ? "SIGKILL" : signal);
    });
  }
}
