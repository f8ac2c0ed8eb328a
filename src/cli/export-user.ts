import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { ZIP } from "../answer/export/export-format.ts";
import { writeExport } from "../answer/export/write-export.ts";
import { ConfigError } from "../core/errors.ts";
import { TERMINAL } from "../store/admin-access.ts";
import type { UserRef } from "../store/user-admin.ts";
import { formatBytes } from "./format-figures.ts";
import { readOwnSettings } from "./own-settings.ts";
import { say, styled } from "./write-out.ts";
import { withUser } from "./with-user.ts";

/** Writes everything that is stored of a user to a new ZIP file. Returns false if there is no such user. */
export function exportUser(who: UserRef, { to }: { readonly to: string }): Promise<boolean> {
  const { config } = readOwnSettings();
  const file = resolve(to);
  return withUser(who, async (store, user) => {
    const target = createFile(file);
    let size = 0;
    try {
      await store.recordAudit({ by: TERMINAL, action: "user exported", userId: user.id });
      await writeExport({
        store,
        userId: user.id,
        format: ZIP,
        language: config.botLanguage ?? "en",
        timezone: config.timezone ?? "UTC",
        maxFilesSize: Infinity,
        write: (chunk) => {
          size += writeWhole(target, chunk);
        },
      });
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    } finally {
      closeSync(target);
    }
    say(`${file}: ${formatBytes(size)}.`);
    say(styled("dim", "It holds what this user wrote: hand it to them alone, and delete it then."));
    return true;
  });
}

function createFile(file: string): number {
  try {
    return openSync(file, "wx", 0o600);
  } catch (cause) {
    const isThere = cause instanceof Error && "code" in cause && cause.code === "EEXIST";
    if (!isThere) throw cause;
    throw new ConfigError([`${file} exists already: name a new file.`], { cause });
  }
}

function writeWhole(target: number, chunk: Uint8Array): number {
  for (let at = 0; at < chunk.length;) at += writeSync(target, chunk, at);
  return chunk.length;
}
