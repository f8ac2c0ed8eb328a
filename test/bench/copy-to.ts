import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { say } from "../../src/cli/write-out.ts";
import { startPostgres } from "../postgres-server.ts";
import { fillDatabase } from "./filled-database.ts";

const MINUTES = 30;
const POLL_MS = 200;

/**
 * Copies a SQLite database of so many answered messages to a PostgreSQL on this machine, and says
 * how long it took and how much memory. Ends by itself, and everything that it started.
 */
async function measureCopy(messages: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "copy-bench-"));
  const path = join(folder, "bot.db");
  const server = await startPostgres({ isDurable: true });
  try {
    await fillDatabase(path, messages);
    const size = statSync(path).size / 2 ** 20;
    const child = Bun.spawn({
      cmd: [
        process.execPath,
        "--no-env-file",
        join(import.meta.dir, "../../src/main.ts"),
        "copy-to",
        server.url,
      ],
      env: { DATABASE_URL: path, PATH: process.env["PATH"] },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
      timeout: MINUTES * 60_000,
    });
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, peakOf(child.pid));
    }, POLL_MS);
    const said = await new Response(child.stdout).text();
    const code = await child.exited;
    clearInterval(watch);
    say(said);
    say(
      `${messages} messages (${size.toFixed(0)} MiB): exit ${code}, at most ${peak.toFixed(0)} MiB in memory`,
    );
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The most memory that a process ever held, in MiB; 0 when it is gone. */
function peakOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const { values } = parseArgs({ options: { messages: { type: "string", default: "1000000" } } });
await measureCopy(Number(values.messages));
