import { SQL } from "bun";
import { columns, say } from "../../src/cli/write-out.ts";
import { migrate } from "../../src/store/postgres/migrate.ts";
import { openPostgresStore } from "../../src/store/postgres/postgres-store.ts";
import { startPostgres } from "../postgres-server.ts";

/**
 * bun test/bench/claims.ts: measures the lanes that one to three processes claim and release per second
 * on one PostgreSQL, which shares this machine's processors with them and syncs every commit. No two
 * processes may ever hold the same lane.
 */

const USERS = 10_000;
const SECONDS = 10;
const AT_ONCE = 8;
const LEASE_MS = 30_000;

const [url] = process.argv.slice(2);
if (url === undefined) await compare();
else await claim(url);

async function compare(): Promise<void> {
  const server = await startPostgres({ isDurable: true });
  try {
    await fill(server.url);
    const rows = [["PROCESSES", "CLAIMS/S", "HELD TWICE"]];
    for (const processes of [1, 2, 3]) {
      const told = await Promise.all(Array.from({ length: processes }, () => runChild(server.url)));
      const claims = told.reduce((sum, one) => sum + one.claims, 0);
      const epochs = told.flatMap((one) => one.epochs);
      rows.push([
        String(processes),
        (claims / SECONDS).toFixed(0),
        String(epochs.length - new Set(epochs).size),
      ]);
    }
    for (const line of columns(rows)) say(line);
  } finally {
    await server.stop();
  }
}

interface Told {
  readonly claims: number;
  /** One for each claim: a lane's epoch is given out once. */
  readonly epochs: readonly string[];
}

/**
 * Creates lanes that are always due: a lane released with open work is ready at once. So all
 * processes compete for the same few lanes, more than in real use.
 */
async function fill(database: string): Promise<void> {
  await using client = new SQL({ url: database, max: 1 });
  await migrate(client);
  await client.unsafe(`
    INSERT INTO users (reply_to, code, created_at, updated_at)
      SELECT 'whatsapp:+49' || n, 'code' || n, 0, 0 FROM generate_series(1, ${USERS}) n;
    INSERT INTO messages (user_id, direction, message_type, state, run_at, created_at, updated_at)
      SELECT id, 'inbound', 'text', 'received', id, 0, 0 FROM users;
    INSERT INTO lanes (user_id, ready_at) SELECT id, id FROM users;
    ANALYZE`);
}

async function runChild(database: string): Promise<Told> {
  const child = Bun.spawn([process.execPath, "--no-env-file", import.meta.path, database], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const told = await child.stdout.text();
  await child.exited;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is this program that wrote it.
  return JSON.parse(told) as Told;
}

async function claim(database: string): Promise<void> {
  const store = await openPostgresStore({ url: database, size: AT_ONCE });
  const owner = crypto.randomUUID();
  const epochs: string[] = [];
  const endsAt = performance.now() + SECONDS * 1_000;
  async function work(): Promise<void> {
    while (performance.now() < endsAt) {
      const lane = await store.claimLane(owner, LEASE_MS);
      if (lane === null) continue;
      epochs.push(`${lane.userId} ${lane.epoch}`);
      await store.releaseLane(lane);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await store.close();
  say(JSON.stringify({ claims: epochs.length, epochs }));
}
