import { Elysia } from "elysia";
import { AdminError } from "../admin-error.ts";
import type { RouteDeps } from "../deps.ts";
import type { Backups } from "../wire.ts";

/** The folder of backups. */
export interface BackupFolder {
  /** The reason why there are none here; null where they can be created. */
  readonly cannot: string | null;
  /** The command that moves everything to PostgreSQL while the bot is stopped; null if there is none. */
  readonly copyTo: string | null;
  list(): Promise<Backups["files"]>;
  /** Copies the database while the server runs, and records that. Throws an `Error` with a sentence. */
  create(by: string): Promise<void>;
  /** Returns the file with this name; null if there is none. */
  open(name: string): Promise<Bun.BunFile | null>;
  /** Deletes the file with this name. Returns false if there is none. */
  remove(name: string): Promise<boolean>;
}

const tags = ["Admin: backups"];

/** Backups of the database: create, list, download, remove. */
export function backupRoutes({
  store,
  actorOf,
  folder,
}: RouteDeps & { readonly folder: BackupFolder }) {
  const read = async (): Promise<Backups> => ({
    cannot: folder.cannot,
    copyTo: folder.copyTo,
    files: folder.cannot === null ? await folder.list() : [],
  });
  // A file is no change of the database: its row stands before what cannot be undone.
  const record = async (request: Request, action: string, detail: string) =>
    (await store()).recordAudit({ by: actorOf(request), action, detail });
  let creating: Promise<void> | null = null;
  async function create(by: string): Promise<void> {
    try {
      await (creating = folder.create(by));
    } catch (error) {
      throw new AdminError(500, error instanceof Error ? error.message : String(error));
    } finally {
      creating = null;
    }
  }

  return new Elysia({ name: "admin-backups" })
    .get("/admin/api/backups", read, { detail: { tags, summary: "The backups on the server" } })
    .post(
      "/admin/api/backups",
      async ({ request }) => {
        if (folder.cannot !== null) throw new AdminError(409, folder.cannot);
        if (creating !== null) throw new AdminError(409, "A backup is being created already.");
        await create(actorOf(request));
        return read();
      },
      { detail: { tags, summary: "Copies the database while the server runs" } },
    )
    .get(
      "/admin/api/backups/:name",
      async ({ request, params: { name } }) => {
        const file = await folder.open(name);
        if (file === null) throw new AdminError(404, "There is no backup with this name.");
        await record(request, "backup downloaded", name);
        return new Response(file, {
          headers: {
            "content-type": "application/vnd.sqlite3",
            "content-disposition": `attachment; filename="${name}"`,
          },
        });
      },
      { detail: { tags, summary: "Downloads a backup" } },
    )
    .delete(
      "/admin/api/backups/:name",
      async ({ request, params: { name } }) => {
        if ((await folder.open(name)) === null) {
          throw new AdminError(404, "There is no backup with this name.");
        }
        await record(request, "backup removed", name);
        await folder.remove(name);
        return read();
      },
      { detail: { tags, summary: "Removes a backup" } },
    );
}
