import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkEnvFile } from "../../src/cli/doctor/check-settings.ts";
import { browserCommand } from "../../src/cli/open-browser.ts";
import { withoutManager } from "../../src/cli/setup/install-service.ts";
import { describeSystemError } from "../../src/cli/system-error.ts";
import { unblockedStdout } from "../../src/log/line-writer.ts";
import { limitedCommand } from "../../src/media/limited-command.ts";
import { sharedName } from "../../src/media/media-tools.ts";
import { syncToDisk } from "../../src/store/sqlite/finish-restore.ts";
import { refusal } from "../../src/store/sqlite/storage-fault.ts";

const folder = mkdtempSync(join(tmpdir(), "windows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("on Windows", () => {
  test("a document and a recording are read without a shell, which is not there", () => {
    const command = ["C:\\bot.exe", "parse-document"];
    expect(limitedCommand(command, "ulimit -c 0", "win32")).toEqual(command);
    expect(limitedCommand(command, "ulimit -c 0", "linux").slice(-2)).toEqual(command);
  });

  test("a database's folder is not opened for writing, and its file is", () => {
    const file = join(folder, "bot.db");
    writeFileSync(file, "x");
    expect(() => syncToDisk(folder, "win32")).not.toThrow();
    expect(() => syncToDisk(file, "win32")).not.toThrow();
    expect(() => syncToDisk(join(folder, "none"), "win32")).toThrow("ENOENT");
  });

  test("a refusal names no program that is not there, and no number of a user", () => {
    for (const code of ["EACCES", "EPERM", "EBUSY"]) {
      const error = Object.assign(new Error(code), { code, path: "C:\\bot\\.env" });
      expect(describeSystemError(error, "win32")).toMatch(
        /close the program.*Properties → Security/,
      );
    }
    const { says, fix } = refusal("C:\\bot", undefined);
    expect(says + fix).not.toMatch(/chown|undefined|uid/);
    expect(sharedName(undefined)).toBe("whatsapp-ai-bot");
    expect(sharedName(1000)).toBe("whatsapp-ai-bot-1000");
  });

  test("doctor does not judge .env by a mode that says nothing", () => {
    const path = join(folder, ".env");
    writeFileSync(path, "A=b\n", { mode: 0o644 });
    expect(checkEnvFile(path, "linux").level).toBe("warning");
    expect(checkEnvFile(path, "win32")).toMatchObject({ level: "skipped" });
  });

  test("the demo's page opens in the default browser, and lines go to standard output itself", () => {
    expect(browserCommand({}, "win32")).toEqual(["explorer"]);
    expect(browserCommand({}, "darwin")).toEqual(["open"]);
    expect(browserCommand({}, "linux")).toBeNull();
    expect(unblockedStdout("win32")).toBe(1);
  });

  test("setup says that it installs no service, and what does", () => {
    expect(withoutManager("win32")).toContain("Task Scheduler");
    expect(withoutManager("linux")).toContain("your own supervisor");
  });
});
