import { Database } from "bun:sqlite";
import { afterAll, describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { exitCodeFor, explainFailure } from "../../../src/cli/exit.ts";
import { openAdminStore } from "../../../src/store/sqlite/admin-store.ts";
import { migrateDatabase } from "../../../src/store/sqlite/migrate-database.ts";
import { restoreDatabase } from "../../../src/store/sqlite/restore.ts";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { storageError } from "../../../src/store/sqlite/storage-fault.ts";
import { createFakeClock } from "../../fake-clock.ts";

const folder = mkdtempSync(join(tmpdir(), "storage-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const clock = createFakeClock();

function aDatabase(): string {
  const path = join(folder, crypto.randomUUID(), "bot.db");
  migrateDatabase(path, clock.now());
  return path;
}

/** Returns the exit code and the output of a command. */
async function endOf(command: () => unknown): Promise<{ code: number; said: string }> {
  try {
    await command();
  } catch (error) {
    return { code: exitCodeFor(error), said: explainFailure(error) };
  }
  return { code: 0, said: "" };
}

const commands: Record<string, (path: string) => unknown> = {
  serve: (path) => openSqliteStore({ path, clock }),
  migrate: (path) => migrateDatabase(path, clock.now()),
  restore: (path) => restoreDatabase(aDatabase(), path, clock.now()),
  backup: (path) => openAdminStore({ path, clock }).backUp(join(folder, crypto.randomUUID())),
};

for (const [name, command] of Object.entries(commands)) {
  describe(`${name} says what it found and what to do`, () => {
    test("for a database that is a folder", async () => {
      const path = join(folder, crypto.randomUUID());
      mkdirSync(path);
      const { code, said } = await endOf(() => command(path));
      expect(said).toContain(`${path} is a folder. Set DATABASE_URL to a file`);
      expect(code).toBe(78);
    });

    test("for a database below a file", async () => {
      const parent = join(folder, crypto.randomUUID());
      writeFileSync(parent, "");
      const { code, said } = await endOf(() => command(join(parent, "bot.db")));
      expect(said).toContain("Set DATABASE_URL to a file");
      expect(code).toBe(78);
    });

    // A backup waits for five seconds before it says so.
    if (name === "backup") return;
    test("for a database that another program has locked, which passes", async () => {
      const path = aDatabase();
      using other = new Database(path);
      other.run("PRAGMA locking_mode = EXCLUSIVE");
      other.run("BEGIN EXCLUSIVE");
      const { code, said } = await endOf(() => command(path));
      expect(said).toMatch(/locked by another program|Another program has/);
      expect(said).toContain(path);
      expect(code).toBe(75);
    });
  });
}

const refusals = {
  full: ["ENOSPC", 75, "The disk is full", "Make room"],
  "over the quota": ["EDQUOT", 75, "The disk is full", "quota"],
  "read-only": ["EROFS", 78, "is read-only", "Mount it writable"],
  forbidden: ["EACCES", 78, "cannot be read and written by this user", "chown"],
  failing: ["EIO", 75, "The disk fails", "dmesg"],
} as const;

for (const [how, [code, exitCode, found, fix]] of Object.entries(refusals)) {
  test(`a disk that is ${how} is neither damage nor a bug`, async () => {
    const path = join(folder, "bot.db");
    const cause = Object.assign(new Error(code), { code, syscall: "open" });
    const { code: ended, said } = await endOf(() => {
      throw storageError(path, cause);
    });
    expect(said).toContain(found);
    expect(said).toContain(fix);
    expect(said).toContain(path);
    expect(ended).toBe(exitCode);
  });
}

test("a database that has no room to grow is full, not damaged, and keeps what it has", async () => {
  const path = aDatabase();
  using database = new Database(path);
  database.run("CREATE TABLE filler (x)");
  database.run("PRAGMA max_page_count = 1");
  const { code, said } = await endOf(() => {
    try {
      database.run("INSERT INTO filler VALUES (zeroblob(100000))");
    } catch (cause) {
      throw storageError(path, cause);
    }
  });
  expect(said).toContain(`The disk is full: nothing more can be written to ${path}`);
  expect(code).toBe(75);
});

test("another user's folder is refused by name, with the command that gives it to us", async () => {
  const own = mkdtempSync(join(tmpdir(), "storage-forbidden-"));
  const path = join(own, "data", "bot.db");
  migrateDatabase(path, clock.now());
  chmodSync(own, 0o755);
  chmodSync(dirname(path), process.getuid?.() === 0 ? 0o700 : 0o000);
  const program = join(import.meta.dir, "../../../src/main.ts");
  try {
    for (const command of ["serve", "migrate", "backup"]) {
      const child = Bun.spawnSync({
        cmd: [
          // Root is forbidden nothing.
          ...(process.getuid?.() === 0
            ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            : []),
          process.execPath,
          "--no-env-file",
          program,
          command,
          ...(command === "backup" ? [join(own, "copy.db")] : []),
        ],
        cwd: "/",
        env: { ...SETTINGS, DATABASE_URL: path, PATH: process.env["PATH"] },
      });
      const said = child.stderr.toString();
      expect(said).toContain(`${dirname(path)} cannot be read and written by this user`);
      expect(said).toContain("chown");
      expect(child.exitCode).toBe(78);
    }
  } finally {
    chmodSync(dirname(path), 0o700);
    rmSync(own, { recursive: true });
  }
});

const SETTINGS = {
  PUBLIC_URL: "https://bot.example.org",
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "an-auth-token-of-the-tests",
  TWILIO_WHATSAPP_NUMBER: "whatsapp:+14155238886",
  OPENAI_API_KEY: "sk-test-of-the-tests",
};

test("a link to a file that is yet to be made is followed, and its folder made", async () => {
  const link = join(folder, "link.db");
  const target = join(folder, "linked", "bot.db");
  mkdirSync(dirname(target));
  symlinkSync(target, link);
  await (await openSqliteStore({ path: link, clock })).close();
  expect(existsSync(target)).toBe(true);
  expect(existsSync(`${target}.lock`)).toBe(true);
});
