import { Database } from "bun:sqlite";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { copyDatabase } from "../../src/store/sqlite/backup.ts";
import { createFakeClock } from "../fake-clock.ts";
import { setUp } from "../store/conformance/setup.ts";
import { conclude } from "./program.ts";

// Kills `restore` before every call that changes a file of the database or waits for the disk, one
// after the other, and starts the store again after each: bun test/chaos/restore-kills.ts (wants
// strace, which counts the calls and kills).
// strace counts each kind of call by itself.
const CALLS =
  "openat mkdir rename link unlink chmod ioctl copy_file_range pwrite64 ftruncate fsync fdatasync";
const PROGRAM = join(import.meta.dir, "../../src/main.ts");
const IN_BACKUP = 3;
const ACKNOWLEDGED = 25;

const folder = mkdtempSync(join(tmpdir(), "restore-kills-"));
const template = join(folder, "template");
const found = { undone: 0, finished: 0, replaced: 0, untouched: 0 };
const broken: string[] = [];
try {
  await makeTemplate();
  let kills = 0;
  for (const call of CALLS.split(" ")) {
    for (let nth = 1; await killBefore(call, nth); nth += 1) kills += 1;
  }
  for (const fault of broken) process.stderr.write(`${fault}\n`);
  conclude({
    line: `${kills} kills: ${found.untouched} before anything was written, ${found.undone} undone, ${found.finished} finished by the next start, ${found.replaced} after the last step; ${broken.length} lost messages`,
    isKept: broken.length === 0 && kills > 40 && found.finished > 0 && found.undone > 0,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A server that was killed: its acknowledged messages stand in the log of changes alone. */
async function makeTemplate(): Promise<void> {
  mkdirSync(template);
  const path = join(folder, "server", "bot.db");
  const clock = createFakeClock();
  const store = await openSqliteStore({ path, clock });
  const setup = setUp({ store, query: async () => [], close: () => store.close() }, clock);
  for (let i = 0; i < IN_BACKUP; i += 1) await setup.receive({ sid: `MM-backup-${i}` });
  using beside = new Database(path);
  copyDatabase(beside, join(template, "good.db"));
  beside.run("PRAGMA wal_checkpoint(TRUNCATE)");
  for (let i = IN_BACKUP; i < ACKNOWLEDGED; i += 1) await setup.receive({ sid: `MM-since-${i}` });
  for (const name of readdirSync(join(folder, "server"))) {
    if (!name.endsWith("-shm")) cpSync(join(folder, "server", name), join(template, name));
  }
  await store.close();
}

/** Returns false once the restore makes fewer calls of that kind, and so was not killed. */
async function killBefore(call: string, nth: number): Promise<boolean> {
  const place = join(folder, "place");
  rmSync(place, { recursive: true, force: true });
  cpSync(template, place, { recursive: true });
  const path = join(place, "bot.db");
  const watched = [
    ...["", "-wal", "-shm", "-journal", ".restore-ready"].map((end) => path + end),
    ...["", "-wal", "-shm", "-journal"].map((end) => `${path}.restoring${end}`),
    place,
  ];
  const child = Bun.spawnSync({
    cmd: [
      "strace",
      "-f",
      "-qq",
      `--output=${join(folder, "calls")}`,
      ...watched.map((file) => `--trace-path=${file}`),
      `--trace=${call}`,
      `--inject=${call}:signal=SIGKILL:when=${nth}`,
      process.execPath,
      "--no-env-file",
      PROGRAM,
      "restore",
      join(place, "good.db"),
    ],
    env: { DATABASE_URL: path, PATH: process.env["PATH"] },
  });
  const isKilled = child.signalCode === "SIGKILL" || child.exitCode === 137;
  if (!isKilled && child.exitCode !== 0) {
    broken.push(`${call} ${nth}: exit code ${child.exitCode}: ${child.stderr.toString()}`);
  }
  if (isKilled) await lookAfter(`${call} ${nth}`, path);
  return isKilled;
}

async function lookAfter(call: string, path: string): Promise<void> {
  const told: string[] = [];
  const tell = (_: string, facts: Readonly<Record<string, unknown>> = {}) =>
    told.push(String(facts["outcome"]));
  const log = { debug: () => {}, info: () => {}, warn: tell, error: tell };
  const wasBegun = existsSync(`${path}.restoring`);
  try {
    await (await openSqliteStore({ path, clock: createFakeClock(), log })).close();
  } catch (error) {
    broken.push(`${call}: ${String(error)}`);
    return;
  }
  const served = messagesIn(path);
  const kept = readdirSync(join(path, ".."))
    .filter((name) => name.startsWith(`${basename(path)}.before-`) && !name.endsWith("-wal"))
    .map((name) => messagesIn(join(path, "..", name)));
  if (served === ACKNOWLEDGED && kept.length === 0) found[wasBegun ? "undone" : "untouched"] += 1;
  else if (served === IN_BACKUP && kept.length === 1 && kept[0] === ACKNOWLEDGED) {
    found[told.some((text) => text.includes("finished")) ? "finished" : "replaced"] += 1;
  } else broken.push(`${call}: serves ${served}, kept ${kept.join()}; ${lastCall()}`);
  if (wasBegun && !told.some((text) => text.includes("undone"))) {
    broken.push(`${call}: undone without a word`);
  }
}

function messagesIn(path: string): number {
  using database = new Database(path);
  return database.query<{ n: number }, []>("SELECT count(*) AS n FROM messages").get()?.n ?? 0;
}

function lastCall(): string {
  return readFileSync(join(folder, "calls"), "utf8").trim().split("\n").slice(-4).join(" | ");
}
