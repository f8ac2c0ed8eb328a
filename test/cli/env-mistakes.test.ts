import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeEnv } from "../../src/cli/setup/write-env.ts";
import { PROGRAM, runCommand } from "./run-command.ts";

// Each command is a program of its own, which a busy machine starts slowly.
setDefaultTimeout(30_000);

const folder = mkdtempSync(join(tmpdir(), "env-mistakes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const place = () => mkdtempSync(join(folder, "place-"));

describe("an .env that cannot be used", () => {
  const kinds: [kind: string, make: (path: string) => void, sentence: RegExp][] = [
    ["a folder", (path) => mkdirSync(path), /\.env is a folder, and a file is needed/],
    ["UTF-16", (path) => writeFileSync(path, "\ufeffPORT=9\r\n", "utf16le"), /UTF-16: save it as/],
    ["a program", (path) => writeFileSync(path, "\u0000\u0001"), /is not a text file/],
    [
      "a dead link",
      (path) => symlinkSync("nowhere", path),
      /a symbolic link that leads to no file/,
    ],
    ["its own link", (path) => symlinkSync(".env", path), /a symbolic link that leads to no file/],
  ];
  test.each(kinds)(
    "is %s: serve and setup end with a sentence, doctor goes on",
    async (_, make, sentence) => {
      const cwd = place();
      make(join(cwd, ".env"));
      for (const args of [[], ["setup", "--no-input"]]) {
        const { complained, code } = await runCommand(args, { cwd });
        expect(complained).toMatch(sentence);
        expect(complained).toContain(cwd);
        expect(code).toBe(78);
      }
      const { said, code } = await runCommand(["doctor"], { cwd });
      expect(said).toMatch(sentence);
      expect(said).toContain("disk");
      expect(code).toBe(1);
    },
  );

  test("begins with the mark that some editors write: it is read as if it were not there", async () => {
    const cwd = place();
    writeFileSync(join(cwd, ".env"), "\ufeffPORT=abc\n");
    expect((await runCommand([], { cwd })).complained).toContain("PORT must be a whole number");
  });
});

describe("setup writes .env", () => {
  test("where a link leads, and leaves the link", () => {
    const cwd = place();
    writeFileSync(join(cwd, "real"), "# mine\n");
    symlinkSync("real", join(cwd, ".env"));
    writeEnv(join(cwd, ".env"), { PORT: "9" });
    expect(lstatSync(join(cwd, ".env")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(cwd, "real"), "utf8")).toBe("# mine\nPORT=9\n");
  });

  test("not over text that is no UTF-8, which it would spoil", () => {
    const path = join(place(), ".env");
    const before = Buffer.from("SYSTEM_PROMPT=caf\u00e9\n", "latin1");
    writeFileSync(path, before);
    expect(() => writeEnv(path, { PORT: "9" })).toThrow("is not UTF-8, so it was left as it is");
    expect(readFileSync(path)).toEqual(before);
  });

  test("or nothing at all, and names the file and not its draft", () => {
    const cwd = place();
    const missing = join(cwd, "none", ".env");
    expect(() => writeEnv(missing, { PORT: "9" })).toThrow(
      expect.objectContaining({ code: "ENOENT", path: missing }),
    );
    mkdirSync(join(cwd, ".env"));
    expect(() => writeEnv(join(cwd, ".env"), { PORT: "9" })).toThrow();
    expect(readdirSync(cwd)).toEqual([".env"]);
  });
});

test("a folder that was removed under the program is named, with every command", async () => {
  const cwd = place();
  for (const args of ["serve", "demo", "migrate", "setup --no-input"]) {
    const script = `mkdir -p gone && cd gone && rmdir "$PWD" && exec "$@"`;
    const command = ["/bin/sh", "-c", script, "sh", ...PROGRAM, ...args.split(" ")];
    const child = Bun.spawn(command, { cwd, env: {}, stdout: "ignore", stderr: "pipe" });
    expect(await child.stderr.text()).toContain("The folder that you are in was removed");
    expect(await child.exited).toBe(78);
  }
});
