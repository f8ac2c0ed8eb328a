import { Database } from "bun:sqlite";
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { exitCodeFor, explainFailure } from "../../src/cli/exit.ts";
import type { Environment } from "../../src/config.ts";
import { minimal } from "../config/minimal.ts";
import { PROGRAM, runCommand } from "./run-command.ts";

// Each command is a program of its own, which a busy machine starts slowly.
setDefaultTimeout(30_000);

const folder = mkdtempSync(join(tmpdir(), "mistakes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[], cwd = folder, settings: Environment = minimal) =>
  runCommand(args, { cwd, settings });

/** A folder in which this user may not write: not even root may in /sys. */
function forbidden(): string {
  if (process.getuid?.() === 0) return "/sys/kernel";
  const path = mkdtempSync(join(folder, "forbidden-"));
  chmodSync(path, 0o500);
  return path;
}

describe("an everyday mistake is one sentence with what to do, never a bug report", () => {
  test("setup in a folder that is not writable", async () => {
    const cwd = forbidden();
    const { complained, code } = await run(["setup", "--no-input"], cwd);
    expect(complained).toMatch(new RegExp(`^(?:uid )?\\w+ may not use ${cwd}/\\.env:`));
    expect(complained.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(78);
  });

  const failures: [code: string, sentence: RegExp][] = [
    ["EACCES", /^\w.* may not use \/srv\/bot\/\.env: .*chown .* \/srv\/bot\)\.\n$/],
    ["EPERM", /may not change \/srv\/bot\/\.env: /],
    ["EROFS", /file system of \/srv\/bot\/\.env is read-only/],
    ["ENOSPC", /disk of \/srv\/bot\/\.env is full.*make room/],
    ["EDQUOT", /quota/],
    ["ENOENT", /\/srv\/bot\/\.env does not exist/],
    ["EISDIR", /is a folder/],
    ["EEXIST", /exists already/],
  ];
  test.each(failures)("%s of the file system", (code, sentence) => {
    const error = Object.assign(new Error(`${code}: open`), { code, path: "/srv/bot/.env" });
    expect(explainFailure(error)).toMatch(sentence);
    expect(exitCodeFor(error)).toBe(78);
    const { username } = userInfo();
    // Bun's word where the environment names no user, whom chown would not know.
    const who = username === "unknown" ? `uid ${process.getuid?.()}` : username;
    if (!["ENOENT", "EISDIR", "EEXIST"].includes(code))
      expect(explainFailure(error)).toContain(who);
  });

  test("an error of ours stays a bug", () => {
    expect(explainFailure(new TypeError("x is undefined"))).toStartWith("This is a bug");
    expect(exitCodeFor(new TypeError("x is undefined"))).toBe(70);
  });

  test("without any .env the next step is named first", async () => {
    const { complained, code } = await run([], folder, {});
    expect(complained).toMatch(/No \.env in \/.*mistakes-.*\. Run `setup`, or `demo`/);
    expect(complained.indexOf("No .env")).toBeLessThan(complained.indexOf("TWILIO_ACCOUNT_SID"));
    expect(code).toBe(78);
  });

  test.each([
    ["serv", "Unknown command serv; did you mean serve?"],
    ["docter", "Unknown command docter; did you mean doctor?"],
    ["xyzzy", "Unknown command xyzzy; --help lists them all."],
  ])("the slip %s", async (word, sentence) => {
    const { complained, code } = await run([word]);
    expect(complained.trim()).toBe(sentence);
    expect(code).toBe(64);
  });

  test("something else than a backup is not restored", async () => {
    const file = join(folder, "letter.txt");
    writeFileSync(file, "Dear Ada,\n");
    const { complained, code } = await run(["restore", file]);
    expect(complained).toContain(`${file} is not a backup`);
    expect(code).toBe(78);
  });

  test("a folder, or the database of another program, is not restored, and is not migrated either", async () => {
    const cwd = mkdtempSync(join(folder, "foreign-"));
    const other = join(cwd, "other.db");
    using database = new Database(other, { create: true });
    database.run("CREATE TABLE songs (title TEXT)");
    const restored = await run(["restore", other], cwd);
    expect(restored.complained).toContain(
      `${other} is not a backup: it holds the tables of another`,
    );
    expect((await run(["restore", cwd], cwd)).complained).toContain(`${cwd} is a folder: name`);
    for (const args of [["migrate"], []]) {
      const { complained, code } = await run(args, cwd, { ...minimal, DATABASE_URL: other });
      expect(complained).toContain("belongs to another program: it has tables such as songs");
      expect(code).toBe(78);
    }
    expect(database.query("SELECT name FROM sqlite_schema").all()).toEqual([{ name: "songs" }]);
  });

  test("a backup into a place that takes none is told to go elsewhere, and DATABASE_URL is left alone", async () => {
    const cwd = mkdtempSync(join(folder, "backup-"));
    expect((await run(["migrate"], cwd)).code).toBe(0);
    const { complained, code } = await run(["backup", join(forbidden(), "copy.db")], cwd);
    expect(complained).toMatch(
      /copy\.db cannot be written \(E\w+\): name a file in a folder of yours/,
    );
    expect(complained).not.toContain("DATABASE_URL");
    expect(code).toBe(78);
  });

  test("output that the disk has no room for ends with 75", () => {
    const command = ["/bin/sh", "-c", '"$@" > /dev/full', "sh", ...PROGRAM, "man"];
    const { stderr, exitCode } = Bun.spawnSync(command, { env: {}, stderr: "pipe" });
    expect(stderr.toString()).toBe("The disk is full: not all of the output could be written.\n");
    expect(exitCode).toBe(75);
  });

  test.each([
    [{ HOST: "no..such..host" }, "no machine has that name; choose another HOST"],
    [{ PORT: "abc" }, 'PORT must be a whole number from 0 to 65535, but is "abc"'],
  ])("the address %p", async (settings, sentence) => {
    const cwd = mkdtempSync(join(folder, "address-"));
    const { complained, code } = await run([], cwd, { ...minimal, ...settings });
    expect(complained).toContain(sentence);
    expect(code).toBe(78);
  });

  test("an address for the demo's model that is none", async () => {
    const { complained } = await run(["demo", "--model", "ftp://x"], folder, { PORT: "0" });
    expect(complained).toContain("“ftp://x” is no address of a server");
  });

  test("a bot that does not run, in the words of its owner", async () => {
    const { said, code } = await run(["healthcheck"], folder, { PORT: "9" });
    expect(said).toBe(
      "http://127.0.0.1:9/health does not answer (ECONNREFUSED): is the bot running, and with this PORT?\n",
    );
    expect(code).toBe(1);
  });

  test("an unknown setting in .env is reported with the closest name", async () => {
    const cwd = mkdtempSync(join(folder, "env-"));
    writeFileSync(
      join(cwd, ".env"),
      'OPENAI_MODLE=gpt-6\nMY_NOTE=x\nSYSTEM_PROMPT="Be kind.\nBe short."\nPUBLIC_URL\n',
    );
    const { said } = await run(["doctor"], cwd, {});
    expect(said).toContain("OPENAI_MODLE is not a setting; did you mean OPENAI_MODEL?");
    expect(said).toContain("MY_NOTE is not a setting; .env.example lists them all.");
    expect(said).toContain('Line 5 of .env has no "="');
    expect(said).not.toContain("Line 4");
  });
});
