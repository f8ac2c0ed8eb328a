import { lstatSync, readdirSync } from "node:fs";
import { chmod, mkdir, open, rm, stat } from "node:fs/promises";
import { join } from "node:path";

export interface TempFiles {
  /**
   * Creates an empty file that only this system user can read, under an unguessable name, and
   * removes it when `use` has settled.
   */
  with<T>(extension: string, use: (path: string) => Promise<T>): Promise<T>;
  /**
   * Removes files last written before `before`, left behind by a killed process, and returns how
   * many.
   */
  sweep(before: number): Promise<number>;
  /** Returns the current number of files. */
  atWork(): number;
}

/** Makes a folder, unless it is there, that only this system user can open. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // The folder may have existed before, with other permissions.
  await chmod(folder, 0o700);
}

/** Creates temporary files that exist as long as one piece of work, in their own folder. */
export function createTempFiles(folder: string): TempFiles {
  let atWork = 0;
  return {
    atWork: () => atWork,
    with: async (extension, use) => {
      await makePrivateFolder(folder);
      const path = join(folder, `${crypto.randomUUID()}${extension}`);
      atWork += 1;
      try {
        await (await open(path, "wx", 0o600)).close();
        return await use(path);
      } finally {
        atWork -= 1;
        await rm(path, { force: true });
      }
    },
    sweep: async (before) => {
      const names = namesIn(folder);
      const old = await Promise.all(names.map((name) => isOlder(join(folder, name), before)));
      const left = names.filter((_, index) => old[index]);
      await Promise.all(
        left.map((name) => rm(join(folder, name), { recursive: true, force: true })),
      );
      return left.length;
    },
  };
}

// Synchronous: a start without such a folder, or with an empty one, needs no further threads.
function namesIn(folder: string): string[] {
  try {
    // In a folder that all users may write to, a path with our name may be a link to somewhere else.
    const found = lstatSync(folder);
    const isOurs = found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid);
    return isOurs ? readdirSync(folder) : [];
  } catch {
    return [];
  }
}

async function isOlder(path: string, before: number): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && found.mtimeMs < before;
}
