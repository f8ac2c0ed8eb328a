import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newestRelease, platformName } from "../../src/cli/releases.ts";
import { outcomeOf } from "../outcome-of.ts";

setDefaultTimeout(30_000);

const root = join(import.meta.dir, "../..");
const folder = mkdtempSync(join(tmpdir(), "upgrade-"));
const platform = platformName();
const hash = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest("hex");
/** A program that only knows its version, in the place of a release. */
const programOf = (version: string) => `#!/bin/sh\necho "${version} (abc1234)"\n`;

let files: Record<string, string> = {};
let server: ReturnType<typeof Bun.serve>;

beforeAll(() => {
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => {
      const text = files[new URL(request.url).pathname.slice(1)];
      return text === undefined ? new Response("", { status: 404 }) : new Response(text);
    },
  });
});
afterAll(async () => {
  await server.stop(true);
  rmSync(folder, { recursive: true, force: true });
});

function publish(versions: readonly string[], content = programOf): void {
  const named = versions.map(
    (version) =>
      [`whatsapp-ai-bot-${version}-${platform}`, programOf(version), content(version)] as const,
  );
  files = Object.fromEntries(named.map(([name, , text]) => [name, text]));
  files["SHA256SUMS"] = named.map(([name, honest]) => `${hash(honest)}  ${name}\n`).join("");
}

/** Runs `upgrade` in the place of a program that stands in `place`. */
async function upgrade(place: string, options: { isCheck?: boolean } = {}) {
  const call = `const { upgrade } = await import(${JSON.stringify(join(root, "src/cli/upgrade.ts"))});
    const { exitCodeFor, explainFailure } = await import(${JSON.stringify(join(root, "src/cli/exit.ts"))});
    try { await upgrade(${JSON.stringify({ isCheck: options.isCheck ?? false, program: join(place, "whatsapp-ai-bot"), platform })}); }
    catch (error) { process.stderr.write(explainFailure(error)); process.exitCode = exitCodeFor(error); }`;
  const child = Bun.spawn([process.execPath, "--no-env-file", "-e", call], {
    cwd: place,
    env: { PATH: process.env["PATH"], RELEASES_URL: server.url.origin },
    stdout: "pipe",
    stderr: "pipe",
  });
  return outcomeOf(child, "upgrade");
}

function installed(): string {
  const place = mkdtempSync(join(folder, "place-"));
  writeFileSync(join(place, "whatsapp-ai-bot"), programOf("0.0.1"));
  chmodSync(join(place, "whatsapp-ai-bot"), 0o755);
  return place;
}

describe("upgrade", () => {
  test("puts the newest release in place and keeps the old program", async () => {
    publish(["0.9.0", "0.10.0"]);
    const place = installed();
    const { said, code } = await upgrade(place);
    expect(code).toBe(0);
    expect(said).toContain("0.10.0 is available");
    expect(readFileSync(join(place, "whatsapp-ai-bot"), "utf8")).toBe(programOf("0.10.0"));
    expect(readFileSync(join(place, "whatsapp-ai-bot.previous"), "utf8")).toBe(programOf("0.0.1"));
    expect(readdirSync(place)).toHaveLength(2);
  });

  test("only reports with --check, and when there is nothing newer", async () => {
    publish(["0.9.0"]);
    const place = installed();
    expect((await upgrade(place, { isCheck: true })).said).toContain("0.9.0 is available");
    publish(["0.0.9"]);
    expect((await upgrade(place)).said).toContain("is current");
    expect(readdirSync(place)).toEqual(["whatsapp-ai-bot"]);
  });

  test("refuses a release that was changed on its way, and changes nothing", async () => {
    publish(["0.9.0"], (version) => `${programOf(version)}# more\n`);
    const place = installed();
    const { complained, code } = await upgrade(place);
    expect(complained).toContain("does not match SHA256SUMS");
    expect(code).toBe(78);
    expect(readdirSync(place)).toEqual(["whatsapp-ai-bot"]);
  });

  test("refuses a release that does not run on this machine, and changes nothing", async () => {
    const name = `whatsapp-ai-bot-0.9.0-${platform}`;
    const broken = "#!/bin/sh\nexit 126\n";
    files = { [name]: broken, SHA256SUMS: `${hash(broken)}  ${name}\n` };
    const place = installed();
    const { complained, code } = await upgrade(place);
    expect(complained).toContain("does not run on this machine");
    expect(code).toBe(78);
    expect(readdirSync(place)).toEqual(["whatsapp-ai-bot"]);
  });

  test("backs the database up before the new program can migrate it", async () => {
    publish(["0.9.0"]);
    const place = installed();
    const migrate = [process.execPath, "--no-env-file", join(root, "src/main.ts"), "migrate"];
    expect(
      Bun.spawnSync(migrate, { cwd: place, env: { PATH: process.env["PATH"] } }).exitCode,
    ).toBe(0);
    expect((await upgrade(place)).code).toBe(0);
    expect(readdirSync(join(place, "data")).join("\n")).toMatch(/\.backup-\d{14}-for-0\.9\.0/);
  });

  test("refuses a list without this platform, and an address without releases", async () => {
    const place = installed();
    files = { SHA256SUMS: `${"0".repeat(64)}  whatsapp-ai-bot-9.0.0-plan9-mips\n` };
    expect((await upgrade(place)).complained).toContain(`lists no release for ${platform}`);
    files = {};
    expect((await upgrade(place)).complained).toContain("answered 404: check RELEASES_URL");
  });

  test("takes the newest by version and not by the order of the list", () => {
    const line = (name: string) => `${"a".repeat(64)}  whatsapp-ai-bot-${name}`;
    const sums = [
      "1.10.0-linux-x64",
      "1.9.0-linux-x64",
      "2.0.0-linux-x64-musl",
      "1.11.0-darwin-arm64",
    ];
    expect(newestRelease(sums.map(line).join("\n"), "linux-x64")?.version).toBe("1.10.0");
    expect(newestRelease("nonsense", "linux-x64")).toBeNull();
  });
});

describe.if(process.platform !== "win32")("install.sh", () => {
  async function install(address: string, home: string) {
    const child = Bun.spawn(["sh", join(root, "install.sh"), address], {
      env: { PATH: process.env["PATH"], HOME: home },
      stdout: "pipe",
      stderr: "pipe",
    });
    return outcomeOf(child, "install.sh");
  }

  test("installs a verified release without root, from an address and from a folder", async () => {
    publish(["1.0.0"]);
    const local = mkdtempSync(join(folder, "release-"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(local, name), text);
    for (const from of [server.url.origin, local]) {
      const home = mkdtempSync(join(folder, "home-"));
      const { said, code } = await install(from, home);
      expect(code).toBe(0);
      expect(said).toContain(`Installed 1.0.0 (abc1234) as ${home}/.local/bin/whatsapp-ai-bot`);
      expect(readFileSync(join(home, ".local/bin/whatsapp-ai-bot"), "utf8")).toBe(
        programOf("1.0.0"),
      );
    }
  });

  test("installs nothing that it cannot verify", async () => {
    const home = mkdtempSync(join(folder, "home-"));
    publish(["1.0.0"], (version) => `${programOf(version)}# more\n`);
    expect((await install(server.url.origin, home)).complained).toContain(
      "does not match its checksum",
    );
    expect((await install("http://downloads.example.org", home)).complained).toContain("use https");
    expect((await install("", home)).complained).toContain("no address");
    expect(existsSync(join(home, ".local"))).toBe(false);
  });

  test("says so where it may not write", async () => {
    publish(["1.0.0"]);
    const home = mkdtempSync(join(folder, "home-"));
    mkdirSync(join(home, ".local"));
    writeFileSync(join(home, ".local/bin"), "a file");
    const { complained, code } = await install(server.url.origin, home);
    expect(complained).toContain("set INSTALL_DIR to a folder of yours");
    expect(code).toBe(1);
  });
});
