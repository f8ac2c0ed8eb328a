import { afterEach, beforeEach, expect, test } from "bun:test";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Environment } from "../../src/config.ts";
import { encode, post, sign } from "../security/attacker.ts";
import { productionSettings } from "../security/real-server.ts";
import { ACCOUNT } from "../harness.ts";
import { freePort } from "../free-port.ts";

/** An address without a server. */
const NOWHERE = "http://127.0.0.1:1";
const TOKEN = "a-token-of-the-tests";
/** Their own lines overflow the pipe, and not what the server keeps for a slow reader. */
const MESSAGES = 600;
const PIPE_BYTES = 64 * 1024;
/** A page, which a pipe takes whole or not at all: the last one that is begun may have room for less. */
const PAGE_BYTES = 4_096;
/** Of each wait; answers under way are given 20 s at the end. */
const DEADLINE_MS = 28_000;
const TEST_TIMEOUT_MS = 90_000;

const program = process.env["PROGRAM"]
  ? [resolve(process.env["PROGRAM"])]
  : [process.execPath, "--no-env-file", join(import.meta.dir, "../../src/main.ts")];

let folder = "";
let pipe = "";
let origin = "";
let reader = 0;
let server: Bun.Subprocess<"ignore", number, number>;
/**
 * A model that never answers: failed answers would be logged at length, and the more of them the
 * slower the machine is.
 */
let model: Bun.TCPSocketListener;

beforeEach(() => {
  model = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => {} } });
  folder = mkdtempSync(join(tmpdir(), "stalled-log-"));
  pipe = join(folder, "pipe");
  Bun.spawnSync(["mkfifo", pipe]);
  reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const port = freePort();
  origin = `http://127.0.0.1:${port}`;
  const output = openSync(pipe, "w");
  // Also what a service manager or `2>&1` does: both outputs have the same reader.
  server = Bun.spawn(program, {
    cwd: folder,
    env: settings({ PORT: String(port) }),
    stdio: ["ignore", output, output],
  });
  closeSync(output);
});
afterEach(async () => {
  model.stop(true);
  server.kill("SIGKILL");
  await server.exited;
  closeSync(reader);
  rmSync(folder, { recursive: true, force: true });
});

function settings(more: Environment): Environment {
  return {
    ...productionSettings(NOWHERE, `http://127.0.0.1:${model.port}`),
    ACCESS_MODE: "open",
    LOG_LEVEL: "debug",
    METRICS_TOKEN: TOKEN,
    CATCH_UP: "off",
    ...more,
  };
}

/** Returns what stands in the pipe now; null once its writers have ended. */
function read(): string | null {
  const bytes = Buffer.alloc(1024 * 1024);
  try {
    const length = readSync(reader, bytes);
    return length === 0 ? null : bytes.toString("latin1", 0, length);
  } catch {
    return "";
  }
}

/** Returns whether the pipe takes no more; only the system knows how much fits, by the lengths of lines. */
function isFull(): boolean {
  const writer = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    writeSync(writer, Buffer.alloc(PAGE_BYTES));
    return false;
  } catch (error) {
    return Object(error).code === "EAGAIN";
  } finally {
    closeSync(writer);
  }
}

/** Ends the server, which waits no longer for the model. */
function end(): void {
  server.kill("SIGTERM");
  model.stop(true);
}

const turn = () => new Promise((done) => setTimeout(done, 10));

/** Resolves once the server answers here; throws when it has not within the deadline. */
async function get(path: string): Promise<Response> {
  const giveUpAt = performance.now() + DEADLINE_MS;
  for (;;) {
    try {
      return await fetch(`${origin}${path}`, {
        headers: { authorization: `Bearer ${TOKEN}` },
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await turn();
    }
  }
}

async function writeMessages(): Promise<void> {
  for (let i = 0; i < MESSAGES; i += 1) expect(await inTime(writeMessage(i))).toBe(200);
}

async function writeMessage(i: number): Promise<number> {
  const form = [
    ["MessageSid", `SM${String(i).padStart(32, "0")}`],
    ["AccountSid", ACCOUNT.accountSid],
    ["From", `whatsapp:+4915112${String(i).padStart(6, "0")}`],
    ["To", ACCOUNT.number],
    ["Body", "hello"],
    ["NumMedia", "0"],
  ] as const;
  return await post(`${origin}/webhook`, encode(form), sign(form));
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("the server did not answer")), DEADLINE_MS);
  return await Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

test(
  "a log without a reader blocks neither webhooks nor health, metrics or the shutdown",
  async () => {
    expect((await get("/health")).status).toBe(200);
    await writeMessages();
    expect((await get("/health")).status).toBe(200);
    expect(await (await get("/metrics")).text()).toContain(
      "whatsapp_bot_log_lines_dropped_total 0",
    );
    expect(isFull()).toBe(true);
    end();
    expect(await inTime(server.exited)).toBe(0);
    // Nothing was read, so the lines behind those that fitted were never written.
    const queued = read()?.match(/"message queued"/g)?.length ?? 0;
    expect(queued).toBeGreaterThan(0);
    expect(queued).toBeLessThan(MESSAGES);
  },
  TEST_TIMEOUT_MS,
);

test(
  "a log that is read late has every line, whole",
  async () => {
    expect((await get("/health")).status).toBe(200);
    await writeMessages();
    end();
    let got = "";
    for (let text = read(); text !== null; text = read()) {
      got += text;
      await turn();
    }
    expect(await server.exited).toBe(0);
    expect(got.length).toBeGreaterThan(PIPE_BYTES);
    const events = got
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(
      events.filter((event) => Bun.deepMatch({ event: "message queued" }, event)),
    ).toHaveLength(MESSAGES);
    expect(events.at(-1)).toMatchObject({ event: "stopped" });
  },
  TEST_TIMEOUT_MS,
);
