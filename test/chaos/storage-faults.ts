import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { botSettings, createAccount } from "./bot-settings.ts";
import { runCommand } from "./command.ts";
import { conclude } from "./program.ts";

// Every command on a disk with little or no room, on a read-only one and in a folder of another
// user: none may speak of damage or of a bug. bun test/chaos/storage-faults.ts (as root: it mounts a
// tmpfs of 3 MB, and runs commands as nobody).
const KIB = 1_024;
const SIZE = 3 * KIB * KIB;
const FREE_KIB = [0, 1, 4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 64];
const PROGRAM = join(import.meta.dir, "../../src/main.ts");
const AS_NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

const folder = mkdtempSync(join(tmpdir(), "storage-faults-"));
const disk = join(folder, "disk");
const path = join(disk, "bot.db");
const backup = join(folder, "backup.db");
const wrong: string[] = [];
let tried = 0;

const settings = {
  ...botSettings(createAccount(), {
    database: path,
    twilio: "http://127.0.0.1:1",
    model: "http://127.0.0.1:1",
  }),
  PATH: process.env["PATH"],
};
const COMMANDS = [
  ["serve"],
  ["migrate"],
  ["restore", backup],
  ["backup", join(disk, "copy.db")],
  ["doctor"],
];

mkdirSync(disk);
runCommand("chmod", "755", folder);
try {
  withDisk(() => {
    run(["migrate"]);
    run(["backup", backup]);
    runCommand("chmod", "644", backup);
  });
  for (const free of FREE_KIB) {
    withDisk(() => {
      fillUpTo(free * KIB);
      for (const command of COMMANDS.slice(0, 3))
        expectEnd(`${free} KiB free`, command, 75, /disk is full/);
    });
  }
  withDisk(() => {
    run(["migrate"]);
    fillUpTo(0);
    for (const command of COMMANDS) expectEnd("full", command, 75, /disk is full/);
  });
  withDisk(() => {
    run(["migrate"]);
    runCommand("mount", "-o", "remount,ro", disk);
    for (const command of COMMANDS) expectEnd("read-only", command, 78, /is read-only/);
  });
  withDisk(() => {
    run(["migrate"]);
    runCommand("chmod", "700", disk);
    for (const command of COMMANDS) {
      expectEnd(
        "another user's",
        command,
        78,
        /cannot be read and written by this user \(uid 65534\)/,
        AS_NOBODY,
      );
    }
  });
  for (const line of wrong) process.stderr.write(`${line}\n`);
  conclude({
    line: `${tried} commands on full, read-only and forbidden disks: ${wrong.length} with another code or sentence`,
    isKept: wrong.length === 0 && tried > FREE_KIB.length,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function withDisk(work: () => void): void {
  runCommand("mount", "-t", "tmpfs", "-o", `size=${SIZE}`, "tmpfs", disk);
  try {
    work();
  } finally {
    runCommand("umount", disk);
  }
}

function fillUpTo(free: number): void {
  const filler = join(disk, "filler");
  try {
    writeFileSync(filler, Buffer.alloc(SIZE));
  } catch {
    // That is what it is for.
  }
  if (free > 0) runCommand("truncate", `--size=-${free}`, filler);
}

function expectEnd(
  how: string,
  command: readonly string[],
  code: number,
  says: RegExp,
  as: readonly string[] = [],
): void {
  const found = run(command, as);
  tried += 1;
  // What doctor finds is its answer: one it can give.
  const expected = command[0] === "doctor" ? 1 : code;
  if (found.code === expected && says.test(found.said) && !/damaged|bug/.test(found.said)) return;
  wrong.push(`${how}, ${command[0]}: ${found.code} ${found.said}`);
}

function run(
  command: readonly string[],
  as: readonly string[] = [],
): { code: number | null; said: string } {
  const child = Bun.spawnSync({
    cmd: [...as, process.execPath, "--no-env-file", PROGRAM, ...command],
    cwd: "/",
    env: settings,
    timeout: 20_000,
  });
  return { code: child.exitCode, said: child.stdout.toString() + child.stderr.toString() };
}
