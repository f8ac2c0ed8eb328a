import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SYNCS = ["fsync", "fdatasync"];
const WRITES = ["pwrite64", "write"];
const ATTACHED_MS = 10_000;

export interface Calls {
  readonly syncs: number;
  /** Writes at a place, as a database makes them. */
  readonly placedWrites: number;
  readonly writes: number;
}

/** Counts the system calls that a process makes meanwhile; null where there is no strace, or it may not. */
export async function countCalls(pid: number, work: () => Promise<void>): Promise<Calls | null> {
  if (Bun.which("strace") === null) return null;
  const folder = mkdtempSync(join(tmpdir(), "bench-calls-"));
  const file = join(folder, "calls");
  const traced = [...SYNCS, ...WRITES].join();
  const child = Bun.spawn({
    cmd: ["strace", "-f", "-c", "-e", `trace=${traced}`, "-o", file, "-p", String(pid)],
    stdio: ["ignore", "ignore", "ignore"],
  });
  try {
    if (!(await isTraced(pid, child))) return null;
    await work();
    child.kill("SIGINT");
    await child.exited;
    const found = readCalls(readFileSync(file, "utf8"));
    const total = (names: readonly string[]) =>
      names.reduce((sum, name) => sum + (found.get(name) ?? 0), 0);
    return { syncs: total(SYNCS), placedWrites: total(["pwrite64"]), writes: total(["write"]) };
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
}

async function isTraced(
  pid: number,
  child: { readonly exitCode: number | null },
): Promise<boolean> {
  const until = performance.now() + ATTACHED_MS;
  while (child.exitCode === null && performance.now() < until) {
    const tracer = /TracerPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    if (Number(tracer) > 0) return true;
    await Bun.sleep(10);
  }
  return false;
}

/** Of strace's table, how often each call was made: the fourth column, the name in the last one. */
function readCalls(table: string): Map<string, number> {
  const rows = table.split("\n").map((line) => line.trim().split(/\s+/));
  return new Map(rows.map((row) => [row.at(-1) ?? "", Number(row[3])]));
}
