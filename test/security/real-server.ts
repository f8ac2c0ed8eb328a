import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { LLMock } from "@copilotkit/aimock";
import type { Environment } from "../../src/config.ts";
import { createTwilioStandIn, type TwilioStandIn } from "../../src/simulator/twilio-stand-in.ts";
import { ACCOUNT, PUBLIC_URL } from "../harness.ts";
import { waitFor } from "../wait-for.ts";

export interface RealServer {
  readonly origin: string;
  /** Its working folder, empty when it started. */
  readonly folder: string;
  readonly twilio: TwilioStandIn;
  readonly openai: LLMock;
  /** Returns everything that it has written so far, to either output. */
  said(): string;
  /** Resolves when it has written this event at least so often. */
  heard(event: string, times?: number): Promise<void>;
  /** Ends it as it is told to, and everything around it. */
  stop(): Promise<void>;
}

/**
 * The program as it is really started, as a process of its own: from its sources, or the
 * executable that PROGRAM names. Production settings, between a Twilio and an OpenAI on loopback.
 */
export async function startRealServer(
  options: { readonly settings?: Environment; readonly umask?: string } = {},
): Promise<RealServer> {
  const folder = mkdtempSync(join(tmpdir(), "server-"));
  const openai = new LLMock({ port: 0, logLevel: "silent" });
  await openai.start();
  const twilio = createTwilioStandIn({
    ...ACCOUNT,
    publicUrl: PUBLIC_URL,
    webhookUrl: "http://127.0.0.1:1/webhook",
  });
  const child = spawnProgram(
    folder,
    {
      ...productionSettings(twilio.url, openai.url),
      ...options.settings,
    },
    options.umask,
  );
  let said = "";
  const waiting = new Set<() => void>();
  const ready = Promise.withResolvers<string>();
  async function listen(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      said += decoder.decode(chunk, { stream: true });
      for (const look of waiting) look();
      const port = /\bport"?[:=](\d+)/.exec(said)?.[1];
      if (port !== undefined) ready.resolve(`http://127.0.0.1:${port}`);
    }
  }
  const heard = Promise.all([listen(child.stdout), listen(child.stderr)]);
  function waitForEvent(event: string, times = 1): Promise<void> {
    const written = Promise.withResolvers<void>();
    function look(): void {
      if (said.split(event).length <= times) return;
      waiting.delete(look);
      written.resolve();
    }
    waiting.add(look);
    look();
    return waitFor(`${JSON.stringify(event)} in the output, ${times} times`, written.promise, {
      found: () => said,
    });
  }
  let stopped: Promise<void> | null = null;
  async function end(): Promise<void> {
    child.kill("SIGTERM");
    await waitFor("the program to end", child.exited, { found: () => said });
    await heard;
    await Promise.all([twilio.stop(), openai.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
  const died = child.exited.then(async (code) => {
    await heard;
    throw new Error(`it did not start, exit code ${code}: ${said}`);
  });
  const started = Promise.race([ready.promise, died]);
  const origin = await waitFor("the program to listen", started, { found: () => said });
  died.catch(() => {});
  twilio.pointAt(`${origin}/webhook`);
  return {
    origin,
    folder,
    twilio,
    openai,
    said: () => said,
    heard: waitForEvent,
    stop: () => (stopped ??= end()),
  };
}

/** Runs the program with these settings until it ends by itself. */
export async function runProgram(settings: Environment): Promise<{ code: number; said: string }> {
  const folder = mkdtempSync(join(tmpdir(), "server-"));
  const child = spawnProgram(folder, {
    ...productionSettings("http://127.0.0.1:1", "http://127.0.0.1:1"),
    ...settings,
  });
  const ended = Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  const [out, err, code] = await waitFor("the program to end", ended);
  rmSync(folder, { recursive: true, force: true });
  return { code, said: out + err };
}

/** Returns the settings of a server in production between these two. */
export function productionSettings(twilioUrl: string, openaiUrl: string): Environment {
  return {
    APP_ENV: "production",
    HOST: "127.0.0.1",
    PORT: "0",
    PUBLIC_URL,
    SECRET_KEY: "a-secret-key-of-the-tests-0123456789",
    TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
    TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
    TWILIO_WHATSAPP_NUMBER: ACCOUNT.number,
    TWILIO_API_BASE_URL: twilioUrl,
    OPENAI_API_KEY: "sk-test-of-the-tests",
    OPENAI_BASE_URL: `${openaiUrl}/v1`,
    OPENAI_API: "responses",
  };
}

function spawnProgram(folder: string, settings: Environment, umask = "022") {
  const source = [process.execPath, "--no-env-file", join(import.meta.dir, "../../src/main.ts")];
  const program = process.env["PROGRAM"];
  return Bun.spawn({
    // The shell sets what the program inherits, and is gone before it starts.
    cmd: ["sh", "-c", `umask ${umask}; exec "$0" "$@"`, ...(program ? [resolve(program)] : source)],
    cwd: folder,
    env: settings,
    stdout: "pipe",
    stderr: "pipe",
  });
}
