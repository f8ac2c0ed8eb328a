import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startTestApp, type TestApp } from "../harness.ts";
import { encryptedPdf, textPdf } from "../media/documents/make-pdf.ts";
import { quickFolder } from "../quick-folder.ts";
import { runCommand } from "./run-command.ts";

// Each command is a program of its own, which a busy machine starts slowly.
setDefaultTimeout(60_000);

let folder: string;
let bot: TestApp;
beforeAll(async () => {
  folder = quickFolder("documents-");
  writeFileSync(join(folder, "lease.pdf"), textPdf(["A lease.", "The rent is 900 EUR."]));
  writeFileSync(join(folder, "locked\u001b[2J.pdf"), encryptedPdf("secret"));
  bot = await startTestApp({ settings: { KNOWLEDGE_DIR: folder } });
  await bot.app.maintain();
});
afterAll(async () => {
  await bot.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => runCommand(args, { cwd: bot.folder, settings: bot.settings });

test("the documents are listed with their pages, and those that cannot be read with the reason", async () => {
  const { said, code } = await run("knowledge", "list");
  expect(code).toBe(0);
  expect(said).toMatch(/^FILE +PAGES +PASSAGES +READ AT +STATE\nlease\.pdf +2 +2 .* read\n/);
  expect(said).toContain("not read: encrypted");
  expect(said).not.toContain("\u001b");
  const { said: json } = await run("knowledge", "list", "--json");
  expect(JSON.parse(json)).toMatchObject([{ path: "lease.pdf", state: "ready" }, {}]);
});

test("a search shows what an answer would be given, and fails where there is nothing", async () => {
  expect(await run("knowledge", "search", "the", "rents")).toMatchObject({
    said: "lease.pdf, page 2\n    The rent is 900 EUR.\n",
    code: 0,
  });
  expect(await run("knowledge", "search", "elephant")).toMatchObject({
    said: "No passage has any of these words.\n",
    code: 1,
  });
});

test("a check and the doctor name what is not found, and what to do about it", async () => {
  writeFileSync(join(folder, "new.txt"), "new");
  symlinkSync("/etc/hostname", join(folder, "outside.txt"));
  const { said, code } = await run("knowledge", "check");
  expect(code).toBe(1);
  expect(said).toContain("pdf is protected by a password: save it without one");
  expect(said).toContain("outside.txt is a link to a file outside the folder: copy the file here");
  expect(said).toMatch(/new\.txt (is not read yet|has changed)|2 documents/);
  const { said: doctor } = await run("doctor", "--json");
  const found = JSON.parse(doctor).filter((one: { check: string }) => one.check === "documents");
  expect(JSON.stringify(found)).toContain("protected by a password");
});

test("a folder that is not there is named by the check, the doctor and the start", async () => {
  const away = `${folder}-away`;
  renameSync(folder, away);
  const { complained, code } = await run("knowledge", "check");
  expect(complained).toContain("KNOWLEDGE_DIR cannot be read");
  expect(code).toBe(78);
  const { said } = await run("doctor", "--json");
  expect(said).toContain("KNOWLEDGE_DIR cannot be read");
  renameSync(away, folder);
});
