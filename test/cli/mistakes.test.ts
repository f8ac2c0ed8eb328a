import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { exitCodeFor, explainFailure } from "../../src/cli/exit.ts";
import type { Environment } from "../../src/config.ts";
import { minimal } from "../config/minimal.ts";
import { waitFor } from "../wait-for.ts";

// Each command is a program of its own, which a busy machine starts slowly.
setDefaultTimeout(30_000);

const program = join(import.meta.dir, "../../src/main.ts");
const folder = mkdtempSync(join(tmpdir(), "mistakes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: readonly string[], cwd = folder, settings: Environment = minimal) {
  const child = Bun.spawn({
    cmd: [process.execPath, "--no-env-file", program, ...args],
    cwd,
    env: { ...settings, PATH: process.env["PATH"] },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const ended = Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  const [said, complained, code] = await waitFor(`${args.join(" ")} to end`, ended);
  return { said, complained, code };
}

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
    expect(complained).toMatch(new RegExp(`^\\w+ may not use ${cwd}/\\.env`));
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
    const who = userInfo().username;
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
