export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Returns true if the C library is musl, as on Alpine. */
  readonly isMusl: boolean;
}

/** The packages that hold Bun's executable, for each machine that the program runs on. */
export const BUN_PACKAGES = [
  "@oven/bun-linux-x64",
  "@oven/bun-linux-x64-musl",
  "@oven/bun-linux-aarch64",
  "@oven/bun-linux-aarch64-musl",
  "@oven/bun-darwin-x64",
  "@oven/bun-darwin-aarch64",
  "@oven/bun-windows-x64",
  "@oven/bun-windows-aarch64",
] as const;

/** Returns the path of Bun's executable inside the package for a machine, as `require.resolve` takes it. */
export function bunExecutable({ platform, arch, isMusl }: Machine): string {
  const system = platform === "win32" ? "windows" : platform;
  const processor = arch === "arm64" ? "aarch64" : arch;
  const library = isMusl ? "-musl" : "";
  return `@oven/bun-${system}-${processor}${library}/bin/bun${system === "windows" ? ".exe" : ""}`;
}

/** Returns whether a version of Bun is of the needed one's major version, and no older. */
export function isEnough(found: string, needed: string): boolean {
  const [major, minor, patch] = numbers(found);
  const [neededMajor, neededMinor, neededPatch] = numbers(needed);
  if (major !== neededMajor) return false;
  return minor > neededMinor || (minor === neededMinor && patch >= neededPatch);
}

function numbers(version: string): readonly [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = version.trim().split(/[.-]/).map(Number);
  return [major, minor, patch];
}
