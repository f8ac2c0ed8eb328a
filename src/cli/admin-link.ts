import { adminLink, adminOrigin, createAdminToken } from "../core/admin-link.ts";
import { ConfigError, TransientError } from "../core/errors.ts";
import { TERMINAL } from "../store/admin-access.ts";
import type { AdminStore } from "../store/admin-store.ts";
import { counted } from "../core/counted.ts";
import { readOwnSettings } from "./own-settings.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { say, styled } from "./write-out.ts";

interface Where {
  readonly publicUrl: string;
  readonly port: number;
}

/** Prints a link to the owner's page, alone on its line. */
export async function printAdminLink(): Promise<void> {
  const where = readWhere();
  say(await withAdminStore((admin) => createLink(admin, where)));
  const isPublic = where.publicUrl.startsWith("https:");
  const place = isPublic ? "" : " on this machine, because PUBLIC_URL is not https";
  const note = `Open it within five minutes${place}; it works once.`;
  if (process.stdout.isTTY) say(styled("dim", note));
}

/** Ends every session and link, as `sign out everywhere` does. */
export async function revokeAdminLinks(): Promise<void> {
  const sessions = await withAdminStore((admin) => admin.endAdminSessions(TERMINAL));
  say(`${counted(sessions, "session")} and every open link are ended.`);
}

/** Returns a link for a start in a terminal; null once a link was used, or if there is no page. */
export async function firstAdminLink(where: Where): Promise<string | null> {
  try {
    return await withAdminStore(async (admin) =>
      (await admin.wasEntered()) ? null : createLink(admin, where),
    );
  } catch (error) {
    // The server runs without it: a database in memory, or one that is away at this moment.
    if (error instanceof ConfigError || error instanceof TransientError) return null;
    throw error;
  }
}

async function createLink(admin: AdminStore, where: Where): Promise<string> {
  const { token, hash } = createAdminToken();
  await admin.createAdminLink(hash);
  return adminLink(adminOrigin(where), token);
}

function readWhere(): Where {
  const { config, faults } = readOwnSettings();
  const { publicUrl, port } = config;
  if (publicUrl === undefined || port === undefined) {
    throw new ConfigError(faults.filter((fault) => /^(?:PUBLIC_URL|PORT)\b/.test(fault)));
  }
  return { publicUrl, port };
}
