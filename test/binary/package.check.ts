import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { bunExecutable } from "../../src/launcher/bun-package.ts";
import { textPdf } from "../media/documents/make-pdf.ts";
import { answerOn, type Demo, sendFile, startDemo } from "../start-demo.ts";
import { outcomeOf } from "../outcome-of.ts";

// bun run check:binary: the npm package, as npm installs it in an empty folder. Bun itself, which npm
// would fetch for this machine, is put there by a link, so that nothing is downloaded.
setDefaultTimeout(60_000);

const archive = join(import.meta.dir, `../../dist/${manifest.name}-${manifest.version}.tgz`);
const voiceNote = join(import.meta.dir, "../fixtures/voice-note.ogg");
const machine = {
  platform: process.platform,
  arch: process.arch,
  isMusl: existsSync("/etc/alpine-release"),
};
const folder = mkdtempSync(join(tmpdir(), "package-"));
const home = join(folder, "home");
const place = join(folder, "place");
const node = dirname(Bun.which("node") ?? "");
/** A PATH with Node alone, without the other programs of /usr/bin. */
const onlyNode = join(folder, "only-node");
const bun = join(place, "node_modules", bunExecutable(machine));
const launcher = join(place, "node_modules/.bin/whatsapp-ai-bot");

beforeAll(() => {
  for (const path of [home, place, onlyNode, dirname(bun)]) mkdirSync(path, { recursive: true });
  symlinkSync(join(node, "node"), join(onlyNode, "node"));
  writeFileSync(join(place, "package.json"), "{}");
  const install = ["npm", "install", "--offline", "--no-audit", "--omit=optional", archive];
  const { exitCode, stderr } = Bun.spawnSync(install, {
    cwd: place,
    env: { PATH: process.env["PATH"], HOME: home },
  });
  if (exitCode !== 0) throw new Error(stderr.toString());
  mkdirSync(dirname(bun), { recursive: true });
  writeFileSync(join(dirname(bun), "../package.json"), "{}");
  symlinkSync(process.execPath, bun);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const child = Bun.spawn([launcher, ...args], {
    cwd: folder,
    env: { PATH: onlyNode, HOME: home, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  return outcomeOf(child, args.join(" "), { deadlineMs: 110_000 });
}

describe("the npm package, on a machine that has Node", () => {
  test("runs the demo, which answers a message, a PDF and a voice note", async () => {
    const settings = { PATH: onlyNode, HOME: home };
    const demo: Demo = await startDemo(settings, [], [launcher]);
    const from = "whatsapp:+4915112345678";
    try {
      const script = await (await fetch(`${demo.url}/phone.js`)).text();
      expect(script.length).toBeGreaterThan(10_000);
      const headers = { "content-type": "application/json" };
      const message = { user: from, body: "tell me a joke", quotedSid: null, place: null };
      const body = JSON.stringify(message);
      await fetch(`${demo.url}/messages`, { method: "POST", headers, body });
      await answerOn(demo, "This is a demo");
      await sendFile(demo, "lease.pdf", textPdf(["Rent: 900 EUR"]), "application/pdf");
      await answerOn(demo, "Rent: 900 EUR");
      await sendFile(demo, "", await Bun.file(voiceNote).bytes(), "audio/ogg");
      // Answered with a voice note, whose type is more exact than that of the user's.
      await answerOn(demo, "audio/ogg; codecs=opus");
    } finally {
      expect(await demo.stop()).toMatchObject({ code: 0 });
    }
  });

  test("passes on words and exit codes", async () => {
    expect((await run(["--version"])).said).toStartWith(manifest.version);
    expect((await run(["completion", "bash"])).said).toContain("complete -o filenames");
    expect((await run(["setup", "--help"])).said).toContain("Usage: whatsapp-ai-bot setup");
    expect((await run(["doctor"])).code).toBe(1);
    expect(await run(["serv"])).toMatchObject({
      complained: "Unknown command serv; did you mean serve?\n",
      code: 64,
    });
  });

  test("is not changed by settings of Bun where it is started", async () => {
    writeFileSync(join(folder, "bunfig.toml"), 'preload = ["./not-there.ts"]\n');
    expect(await run(["--version"])).toMatchObject({ complained: "", code: 0 });
    rmSync(join(folder, "bunfig.toml"));
  });

  test("is upgraded with npm, and says so", async () => {
    const { complained, code } = await run(["upgrade"]);
    expect(complained).toContain("npm install --global whatsapp-ai-bot@latest");
    expect(code).toBe(78);
  });

  test("uses the Bun in PATH if none came with it, and says how to get one if that is missing too", async () => {
    rmSync(bun);
    expect((await run(["--version"], { PATH: process.env["PATH"] ?? "" })).code).toBe(0);
    const { complained, code } = await run(["--version"]);
    expect(complained).toMatch(/^whatsapp-ai-bot needs Bun \d.*https:\/\/bun\.com.*\n$/);
    expect(code).toBe(69);
  });
});
