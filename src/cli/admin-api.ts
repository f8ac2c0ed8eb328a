import { createAdminToken } from "../core/admin-link.ts";
import { TransientError } from "../core/errors.ts";
import { askServer, explainSilence } from "./ask-server.ts";
import { readOwnSettings } from "./own-settings.ts";
import { withAdminStore } from "./with-admin-store.ts";

/** The end of a session whose command was killed. */
const SESSION_MS = 24 * 60 * 60_000;

/** Reads a path of the API. Throws `TransientError` if the server does not answer, or refuses. */
export type ReadApi = (path: string) => Promise<Response>;

/**
 * Runs `work` in a session of its own at the server on this machine: what a server keeps in its
 * memory is found nowhere else.
 */
export async function withAdminApi<T>(work: (read: ReadApi) => Promise<T>): Promise<T> {
  const { token, hash } = createAdminToken();
  const headers = { cookie: `admin=${token}`, ...publicHost() };
  const read: ReadApi = async (path) => {
    const asked = await askServer(`/admin/api${path}`, { headers });
    if ("failure" in asked) throw new TransientError(explainSilence(asked.url, asked.failure));
    const { response } = asked;
    if (!response.ok) throw new TransientError(`${asked.url}: ${await sentenceOf(response)}`);
    return response;
  };
  return withAdminStore(async (admin) => {
    await admin.beginAdminSession({ hash, lifeMs: SESSION_MS });
    try {
      return await work(read);
    } finally {
      await admin.endAdminSession(hash, null);
    }
  });
}

/** Returns the name under which a server answers that does not listen on this machine's loopback. */
function publicHost(): { readonly host?: string } {
  const { config } = readOwnSettings();
  const url = config.publicUrl?.startsWith("https:") ? URL.parse(config.publicUrl) : null;
  return url === null ? {} : { host: url.host };
}

async function sentenceOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  return String(Reflect.get(Object(body), "error") ?? `status ${response.status}`);
}
