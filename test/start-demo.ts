import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitFor } from "./wait-for.ts";

export interface Demo {
  /** The page's address. */
  readonly url: string;
  /** Types this into its terminal, and resolves at its end, which the end of the input brings. */
  type(input: string): Promise<Ended>;
  /** Ends it as it is told to, by SIGTERM unless another signal is named. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

interface Ended {
  readonly code: number;
  /** Everything said on the terminal. */
  readonly output: string;
}

const SOURCE = [process.execPath, "--no-env-file", join(import.meta.dir, "../src/main.ts")];

/** Runs the demo in an empty folder with these settings alone, and returns when it says where it is. */
export async function startDemo(
  settings: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
  program: readonly string[] = SOURCE,
): Promise<Demo> {
  const cwd = mkdtempSync(join(tmpdir(), "demo-"));
  const child = Bun.spawn([...program, "demo", ...args], {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", PORT: "0", ...settings },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  void child.exited.then(() => rmSync(cwd, { recursive: true, force: true }));
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  let said = "";
  const found = () => said;
  const output = read(child.stdout, (soFar) => {
    said = soFar;
    const address = /http:\/\/\S+(?=\s)/.exec(said)?.[0];
    if (address !== undefined) resolve(address);
  });
  void output.then(() => reject(new Error(`The demo ended without an address: ${said}`)));
  async function end(): Promise<Ended> {
    const ended = Promise.all([child.exited, output]);
    const [code] = await waitFor("the demo to end", ended, { found });
    return { code, output: said };
  }
  return {
    url: await waitFor("the demo's address", url, { found }).catch((error: unknown) => {
      child.kill("SIGKILL");
      throw error;
    }),
    type: (input) => {
      void child.stdin.write(input);
      void child.stdin.end();
      return end();
    },
    stop: (signal = "SIGTERM") => {
      child.kill(signal);
      return end();
    },
  };
}

async function read(
  stream: ReadableStream<Uint8Array>,
  onText: (soFar: string) => void,
): Promise<string> {
  const decoder = new TextDecoder();
  let said = "";
  for await (const chunk of stream) {
    said += decoder.decode(chunk, { stream: true });
    onText(said);
  }
  return said;
}

/** Resolves when a phone shows an answer with these words. */
export async function answerOn({ url }: Demo, words: string): Promise<void> {
  const events = await fetch(`${url}/events`);
  const decoder = new TextDecoder();
  let said = "";
  async function readOn(): Promise<void> {
    for await (const chunk of events.body ?? []) {
      said += decoder.decode(chunk, { stream: true });
      if (said.split("\n").some((line) => /"isFromBot":true/.test(line) && line.includes(words)))
        return;
    }
  }
  await waitFor(`an answer with ${words}`, readOn(), { found: () => said });
}

/** Sends a file from Ada's phone, with the name that it has there. */
export async function sendFile(
  { url }: Demo,
  name: string,
  bytes: Uint8Array,
  type: string,
): Promise<void> {
  const query = new URLSearchParams({ user: "whatsapp:+4915112345678", body: name });
  const headers = { "content-type": type };
  const sent = await fetch(`${url}/media?${query.toString()}`, {
    method: "POST",
    headers,
    body: bytes,
  });
  if (sent.status !== 204) throw new Error(`${name} was not sent: ${sent.status}`);
}
