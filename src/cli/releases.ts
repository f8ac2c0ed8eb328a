import { existsSync } from "node:fs";
import { ConfigError, TransientError } from "../core/errors.ts";

export interface Release {
  readonly version: string;
  readonly file: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

const LINE =
  /^([0-9a-f]{64}) [ *](whatsapp-ai-bot-(\d+\.\d+\.\d+\S*?)-((?:linux|darwin|windows)-\S+?)(?:\.exe)?)$/;
const LIST_TIMEOUT_MS = 15_000;
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
const MAX_BYTES = 512 * 2 ** 20;

/**
 * Returns the name of this machine's platform in the names of release files, such as `linux-arm64`.
 */
export function platformName(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const musl = system === "linux" && existsSync(`/lib/ld-musl-${muslArch()}.so.1`) ? "-musl" : "";
  return `${system}-${process.arch}${musl}`;
}

function muslArch(): string {
  return process.arch === "x64" ? "x86_64" : "aarch64";
}

/** Returns the newest release for a platform among the lines of SHA256SUMS; null if there is none. */
export function newestRelease(sums: string, platform: string): Release | null {
  const releases = sums.split(/\r?\n/).flatMap((line): Release[] => {
    const [, sha256, file, version, built] = LINE.exec(line) ?? [];
    if (sha256 === undefined || file === undefined || version === undefined) return [];
    return built === platform ? [{ version, file, sha256 }] : [];
  });
  return releases.toSorted((a, b) => Bun.semver.order(b.version, a.version))[0] ?? null;
}

/**
 * Fetches SHA256SUMS from the address of the releases. Throws `ConfigError` or `TransientError`.
 */
export async function fetchSums(address: string): Promise<string> {
  const response = await get(`${address}/SHA256SUMS`, LIST_TIMEOUT_MS);
  return response.text();
}

/** Fetches a release. Throws `ConfigError` if it does not match its checksum, or `TransientError`. */
export async function fetchRelease(
  address: string,
  { file, sha256 }: Release,
): Promise<Uint8Array> {
  const response = await get(`${address}/${file}`, DOWNLOAD_TIMEOUT_MS);
  const length = Number(response.headers.get("content-length") ?? 0);
  if (length > MAX_BYTES)
    throw new ConfigError([`${file} is larger than any release: ${length} bytes.`]);
  const bytes = await response.bytes().catch((cause: unknown) => {
    throw new TransientError(`${address}/${file} was not downloaded completely: try again.`, {
      cause,
    });
  });
  const found = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  if (found === sha256) return bytes;
  throw new ConfigError([
    `${file} does not match SHA256SUMS (${found} instead of ${sha256}), so it was not installed: look for a note of its publisher, or try again later.`,
  ]);
}

async function get(url: string, timeoutMs: number): Promise<Response> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { signal }).catch((cause: unknown) => {
    throw new TransientError(`${url} cannot be reached: check the network and RELEASES_URL.`, {
      cause,
    });
  });
  if (response.ok) return response;
  throw new ConfigError([`${url} answered ${response.status}: check RELEASES_URL.`]);
}
