import { join } from "node:path";
import { environment } from "../config.ts";
import { form } from "../core/version.ts";

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command of this program as a process of its own, so that its work delays no answer. */
export async function runOwnProgram(
  args: readonly string[],
  { databaseUrl, timeoutMs }: { readonly databaseUrl: string; readonly timeoutMs: number },
): Promise<Ended> {
  const child = Bun.spawn({
    cmd: [...ownProgram(), ...args],
    env: { ...environment(), DATABASE_URL: databaseUrl },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: timeoutMs,
  });
  const texts = [child.stdout, child.stderr].map((stream) => new Response(stream).text());
  const [output = "", errors = ""] = await Promise.all(texts);
  await child.exited;
  return { exitCode: child.exitCode, output, errors };
}

function ownProgram(): readonly string[] {
  if (form === "executable") return [process.execPath];
  const bun = [process.execPath, "--no-env-file", "--no-install"];
  return [...bun, form === "package" ? Bun.main : join(import.meta.dir, "../main.ts")];
}
