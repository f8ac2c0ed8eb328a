import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseDatabaseUrl } from "../core/database-url.ts";
import { ConfigError } from "../core/errors.ts";
import { form, version as current } from "../core/version.ts";
import { backUp } from "./backup.ts";
import { readOwnSettings } from "./own-settings.ts";
import { fetchRelease, fetchSums, newestRelease, platformName } from "./releases.ts";
import { TERMINAL } from "../store/admin-access.ts";
import { say } from "./write-out.ts";

const RESTART = ": sudo systemctl restart whatsapp-ai-bot";

export interface UpgradeOptions {
  /** Reports the newest release and changes nothing. */
  readonly isCheck: boolean;
  /** The program's own file. */
  readonly program?: string;
  readonly platform?: string;
}

/**
 * Replaces the program with the newest release at RELEASES_URL: its checksum is verified, it is run
 * once, the database is backed up and the old program kept. Throws `ConfigError` or
 * `TransientError`; then nothing was changed, except that a backup may exist.
 */
export async function upgrade({
  isCheck,
  program = process.execPath,
  platform = platformName(),
}: UpgradeOptions): Promise<void> {
  refusePackage();
  const { config } = readOwnSettings();
  const address = config.releasesUrl;
  if (address == null) {
    throw new ConfigError([
      "RELEASES_URL is not set: it is the address that holds SHA256SUMS and the release files.",
    ]);
  }
  if (!isProtected(address)) {
    throw new ConfigError([`RELEASES_URL is ${address}, without encryption: use https.`]);
  }
  const release = newestRelease(await fetchSums(address), platform);
  if (release === null) {
    throw new ConfigError([`${address}/SHA256SUMS lists no release for ${platform}.`]);
  }
  if (Bun.semver.order(release.version, current) <= 0) {
    say(`${current} is current: the newest release is ${release.version}.`);
    return;
  }
  say(`${release.version} is available; this is ${current}.`);
  if (isCheck) return;
  refuseSource(program);
  const incoming = join(dirname(program), `.${release.file}`);
  try {
    say(`Downloading ${release.file} …`);
    writeFileSync(incoming, await fetchRelease(address, release));
    chmodSync(incoming, 0o755);
    tryOnce(incoming, release.version);
    await backUpBefore(release.version, config.databaseUrl);
    replace(program, incoming);
  } finally {
    rmSync(incoming, { force: true });
  }
  say(`${program} is ${release.version} now; the old one is ${program}.previous.`);
  say(`Restart the bot to use it${process.platform === "linux" ? RESTART : ""}.`);
}

/**
 * Puts the new program in place; the old one is only renamed, which Windows allows while it runs, and
 * is back if that is as far as it comes.
 */
function replace(program: string, incoming: string): void {
  const previous = `${program}.previous`;
  renameSync(program, previous);
  try {
    renameSync(incoming, program);
  } catch (cause) {
    renameSync(previous, program);
    throw cause;
  }
}

/** Returns whether a download from an address cannot be changed in transit. */
function isProtected(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

function refusePackage(): void {
  if (form !== "package") return;
  throw new ConfigError([
    "The bot came with npm: upgrade it with npm install --global whatsapp-ai-bot@latest.",
  ]);
}

function refuseSource(program: string): void {
  if (/^bun(?:\.exe)?$/.test(program.split(/[\\/]/).at(-1) ?? "")) {
    throw new ConfigError([
      "The bot runs from its source here: upgrade it with git pull and bun install.",
    ]);
  }
}

function tryOnce(file: string, version: string): void {
  const run = Bun.spawnSync([file, "--version"], { env: {}, stderr: "ignore" });
  if (run.success && run.stdout.toString().startsWith(version)) return;
  throw new ConfigError([`The release does not run on this machine, so it was not installed.`]);
}

async function backUpBefore(version: string, databaseUrl: string | undefined): Promise<void> {
  if (databaseUrl === undefined) return;
  const location = parseDatabaseUrl(databaseUrl);
  if (location.dialect === "postgres") {
    say("DATABASE_URL is a PostgreSQL database: make its backup with pg_dump before the restart.");
    return;
  }
  if (location.isMemory || !existsSync(location.path)) return;
  const at = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  await backUp(`${location.path}.backup-${at}-for-${version}`, TERMINAL);
}
