import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textPdf } from "../media/documents/make-pdf.ts";
import { answerOn, sendFile, startDemo } from "../start-demo.ts";
import { outcomeOf } from "../outcome-of.ts";

// bun run check:windows: the Windows build under Wine, where that is installed. Wine 8 lacks one
// library that Bun loads; mingw-w64 makes it. Wine is not Windows: signals, file locks and rights differ.
setDefaultTimeout(120_000);

const root = join(import.meta.dir, "../..");
const built = join(root, "dist/whatsapp-ai-bot.exe");
const compiler = Bun.which("x86_64-w64-mingw32-gcc-win32") ?? Bun.which("x86_64-w64-mingw32-gcc");
const canRun = Bun.which("wine") !== null && compiler !== null;

const folder = mkdtempSync(join(tmpdir(), "wine-"));
const place = join(folder, "place");
const env = {
  PATH: process.env["PATH"] ?? "",
  HOME: folder,
  WINEPREFIX: join(folder, "prefix"),
  WINEDEBUG: "-all",
};
const LIBRARY = `
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) {
  return SystemFunction036(bytes, (ULONG)count);
}
`;

function make(command: readonly string[], cwd = folder): void {
  const { exitCode, stderr } = Bun.spawnSync([...command], { cwd, env });
  if (exitCode !== 0) throw new Error(`${command.join(" ")}: ${stderr.toString()}`);
}

async function run(args: readonly string[], program = built) {
  const child = Bun.spawn(["wine", program, ...args], {
    cwd: place,
    env: { ...env, RELEASES_URL: releases?.url.origin ?? "" },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  return outcomeOf(child, args.join(" "), { deadlineMs: 110_000 });
}

let releases: ReturnType<typeof Bun.serve> | null = null;

describe.if(canRun)("the Windows build under Wine", () => {
  beforeAll(async () => {
    mkdirSync(place);
    // It would end with each program, and start again with the next. What it starts keeps the outputs of
    // its parent open, so these have none.
    for (const command of [
      ["wineserver", "--persistent"],
      ["wineboot", "--init"],
    ]) {
      Bun.spawnSync(command, { env, stdio: ["ignore", "ignore", "ignore"] });
    }
    await Bun.write(join(folder, "library.c"), LIBRARY);
    const library = join(env.WINEPREFIX, "drive_c/windows/system32/bcryptprimitives.dll");
    make([compiler ?? "", "-shared", "-o", library, "library.c", "-ladvapi32"]);
  });
  afterAll(async () => {
    await releases?.stop(true);
    Bun.spawnSync(["wineserver", "--kill"], { env });
    rmSync(folder, { recursive: true, force: true });
  });

  test("says which build it is, and what a wrong word should have been", async () => {
    expect((await run(["version"])).said).toContain("win32-x64");
    expect((await run(["serv"])).complained).toContain("did you mean serve?");
    expect((await run(["doctor"])).said).not.toContain("This is a bug");
  });

  test("makes a database, backs it up and restores it", async () => {
    expect((await run(["migrate"])).code).toBe(0);
    expect((await run(["backup", "copy.db"])).said).toContain("read again, whole");
    expect((await run(["backup", "copy.db"])).complained).toContain("exists already");
    expect((await run(["restore", "copy.db"])).said).toContain("The previous database is kept");
    expect(readdirSync(join(place, "data")).join(" ")).toMatch(/whatsapp_bot\.db\.before-\d/);
  });

  test("writes .env", async () => {
    await run(["setup", "--no-input"]);
    expect(existsSync(join(place, ".env"))).toBe(true);
    rmSync(join(place, ".env"));
  });

  test("replaces itself while it runs, and keeps the old program", async () => {
    const name = "whatsapp-ai-bot-9.0.0-windows-x64.exe";
    const source = join(folder, "nine.ts");
    await Bun.write(source, 'process.stdout.write("9.0.0 (abc1234)\\n");');
    const target = "--target=bun-windows-x64";
    make([process.execPath, "build", "--compile", target, source, "--outfile", join(folder, name)]);
    const bytes = await Bun.file(join(folder, name)).bytes();
    const hash = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
    releases = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: ({ url }) => new Response(url.endsWith("SHA256SUMS") ? `${hash}  ${name}\n` : bytes),
    });
    const program = join(place, "whatsapp-ai-bot.exe");
    copyFileSync(built, program);
    expect(await run(["upgrade"], program)).toMatchObject({ code: 0 });
    expect((await run(["--version"], program)).said).toContain("9.0.0");
    expect(existsSync(`${program}.previous`)).toBe(true);
  });

  test("runs the demo, which reads a PDF in a process of its own", async () => {
    const demo = await startDemo(env, [], ["wine", built]);
    await sendFile(demo, "lease.pdf", textPdf(["Rent: 900 EUR"]), "application/pdf");
    await answerOn(demo, "Rent: 900 EUR");
    await demo.stop("SIGKILL");
  });
});
