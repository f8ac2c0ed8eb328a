import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, PUBLIC_URL } from "./signed-requests.ts";
import { freePort } from "../free-port.ts";

const START_MS = 30_000;
const POLL_MS = 1;

export interface RunningBot {
  readonly pid: number;
  readonly port: number;
  readonly database: string;
  /** From its start until it answered. */
  readonly readyMs: number;
  residentMiB(): number;
  /** Of a processor's time, what it has used. */
  cpuMs(): number;
  /** Bytes that this process had written to the file system. */
  writtenBytes(): number;
  /** Bytes of all its writes to files and sockets, each time that it made one. */
  handedBytes(): number;
  /** The health page, as JSON. */
  health(): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

export interface BotOptions {
  /** The built executable, or what else runs the bot. */
  readonly program: readonly string[];
  readonly standIns: string;
  /** A database that is there already; else a new one in a folder of its own. */
  readonly database?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the executable as it runs in production, but for limits that would stand in the way. */
export async function startBot(options: BotOptions): Promise<RunningBot> {
  const { program, standIns, env } = options;
  const folder = mkdtempSync(join(tmpdir(), "bench-bot-"));
  const database = options.database ?? join(folder, "bot.db");
  const bot = await startServer(program, folder, {
    ...botSettings({ database, standIns }),
    ...env,
  });
  return { ...bot, database };
}

/** The settings of production, without limits that would distort the figures. */
export const botSettings = ({
  database,
  standIns,
}: {
  readonly database: string;
  readonly standIns: string;
}) => ({
  APP_ENV: "production",
  PUBLIC_URL,
  SECRET_KEY: "0123456789abcdef0123456789abcdef",
  DATABASE_URL: database,
  CATCH_UP: "false",
  RATE_LIMIT_MESSAGES: "10000",
  DAILY_TOKEN_LIMIT: "0",
  DAILY_TOKEN_LIMIT_PER_USER: "0",
  MESSAGE_SETTLE_MS: "0",
  TWILIO_ACCOUNT_SID: ACCOUNT_SID,
  TWILIO_AUTH_TOKEN: AUTH_TOKEN,
  TWILIO_WHATSAPP_NUMBER: OUR_NUMBER,
  TWILIO_API_BASE_URL: standIns,
  OPENAI_API_KEY: "sk-test",
  OPENAI_BASE_URL: `${standIns}/v1`,
  OPENAI_API: "responses",
});

/** Starts any program that listens on PORT of 127.0.0.1 and waits until it answers. */
export async function startServer(
  cmd: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Omit<RunningBot, "database">> {
  const port = freePort();
  // A file, as under a supervisor: no reader of the log is part of the measurement.
  const log = openSync(join(folder, "output.log"), "w");
  const startedAt = performance.now();
  const child = Bun.spawn({
    cmd: [...cmd],
    cwd: folder,
    env: { HOST: "127.0.0.1", PORT: String(port), ...env },
    stdout: log,
    stderr: log,
  });
  closeSync(log);
  const stop = async () => {
    child.kill("SIGKILL");
    await child.exited;
    rmSync(folder, { recursive: true, force: true });
  };
  while (!(await answers(port))) {
    if (child.exitCode !== null || performance.now() - startedAt > START_MS) {
      const output = readFileSync(join(folder, "output.log"), "utf8");
      await stop();
      throw new Error(`${cmd.join(" ")} did not start: ${output}`);
    }
    await Bun.sleep(POLL_MS);
  }
  const readyMs = performance.now() - startedAt;
  return {
    pid: child.pid,
    port,
    readyMs,
    cpuMs: () => cpuMsOf(child.pid),
    residentMiB: () => read(`/proc/${child.pid}/status`, /VmRSS:\s+(\d+)/) / 1024,
    writtenBytes: () => read(`/proc/${child.pid}/io`, /^write_bytes: (\d+)/m),
    handedBytes: () => read(`/proc/${child.pid}/io`, /^wchar: (\d+)/m),
    health: async () => {
      const response = await fetch(`http://127.0.0.1:${port}/health`);
      return Object(await response.json());
    },
    stop,
  };
}

function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health/live`).then(
    (response) => response.ok,
    () => false,
  );
}

/** Milliseconds of processor time that a process has used; 0 when it is gone. */
export function cpuMsOf(pid: number): number {
  try {
    // What follows the name in brackets: the 12th and 13th are ticks of 10 ms.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

function read(path: string, pattern: RegExp): number {
  return Number(pattern.exec(readFileSync(path, "utf8"))?.[1]);
}
