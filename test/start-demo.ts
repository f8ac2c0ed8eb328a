import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Demo {
  /** The page's address. */
  readonly url: string;
  readonly process: Bun.Subprocess<"pipe", "pipe", "inherit">;
  /** Everything said on the terminal until the end of the process. */
  readonly output: Promise<string>;
  stop(): Promise<number>;
}

/** Runs the demo in an empty folder with these settings alone, and returns when it says where it is. */
export async function startDemo(
  settings: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<Demo> {
  const cwd = mkdtempSync(join(tmpdir(), "demo-"));
  const child = Bun.spawn(
    [process.execPath, "--no-env-file", join(import.meta.dir, "../src/main.ts"), "demo", ...args],
    {
      cwd,
      env: { PATH: process.env["PATH"] ?? "", PORT: "0", ...settings },
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
    },
  );
  void child.exited.then(() => rmSync(cwd, { recursive: true, force: true }));
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  const output = read(child.stdout, (said) => {
    const address = /http:\/\/\S+(?=\s)/.exec(said)?.[0];
    if (address !== undefined) resolve(address);
  });
  void output.then((said) => reject(new Error(`The demo ended without an address: ${said}`)));
  return {
    url: await url,
    process: child,
    output,
    stop: () => {
      child.kill("SIGTERM");
      return child.exited;
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
