import { userInfo } from "node:os";
import { dirname, resolve } from "node:path";
import { codeOf } from "../core/local-shortage.ts";

type Sentence = (path: string, user: string) => string;

/** Messages with cause and fix, by the system's error code. */
const CAUSES: Readonly<Record<string, Sentence>> = {
  EACCES: (path, user) =>
    `${user} may not use ${path}: run the command in a folder of that user, or give the folder to it (chown ${owner(user)} ${dirname(path)}).`,
  EPERM: (path, user) =>
    `${user} may not change ${path}: run the command as the user that owns it, or give it to that user (chown ${owner(user)} ${path}).`,
  EROFS: (path, user) =>
    `The file system of ${path} is read-only, so ${user} cannot write there: mount it writable, or choose another folder.`,
  ENOSPC: (path, user) =>
    `The disk of ${path} is full, so ${user} could not write to it: make room, and run the command again.`,
  EDQUOT: (path, user) =>
    `${user} has used up the quota on the disk of ${path}: make room, and run the command again.`,
  ENOENT: (path) => `${path} does not exist: check the name and the folder that you are in.`,
  ENOTDIR: (path) => `${path} leads through something that is not a folder: check the name.`,
  EISDIR: (path) => `${path} is a folder, and a file is needed: check the name.`,
  EEXIST: (path) =>
    `${path} exists already and is never overwritten: choose another name, or move it away.`,
  ENAMETOOLONG: (path) => `${path} is a longer name than the system takes: choose a shorter one.`,
  ELOOP: (path) => `${path} is a symbolic link that leads in a circle: remove it.`,
  EMFILE: (path, user) =>
    `${user} has too many files open to open ${path}: raise the limit (ulimit -n).`,
};

function owner(user: string): string {
  return user.replace("uid ", "");
}

/** Windows reports a file that another program has open in the same way as one without rights. */
const ON_WINDOWS: Readonly<Record<string, Sentence>> = {
  EACCES: (path, user) => refusedOnWindows(path, user),
  EPERM: (path, user) => refusedOnWindows(path, user),
  EBUSY: (path, user) => refusedOnWindows(path, user),
};

function refusedOnWindows(path: string, user: string): string {
  return `${user} may not change ${path}: close the program that has it open, or give ${user} the right in Properties → Security.`;
}

/**
 * Describes an error of the file system in one sentence with path, user and remedy; null if it is
 * another kind of error.
 */
export function describeSystemError(
  error: unknown,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const path: unknown = error instanceof Error ? Reflect.get(error, "path") : null;
  const causes = platform === "win32" ? { ...CAUSES, ...ON_WINDOWS } : CAUSES;
  const describe = causes[codeOf(error) ?? ""];
  if (typeof path !== "string" || path === "" || describe === undefined) return null;
  return describe(resolve(path), userName());
}

/** Returns the name of the user that the process runs as, or its number if it has no name. */
function userName(): string {
  const number = `uid ${process.getuid?.() ?? "unknown"}`;
  try {
    // Bun's word where the environment names no user.
    const { username } = userInfo();
    return username === "" || username === "unknown" ? number : username;
  } catch {
    return number;
  }
}
