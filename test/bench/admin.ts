// bun test/bench/admin.ts [messages]: fills a database of each kind and prints how long each endpoint
// of the owner's page takes, as the median and the slowest of 20 requests after the first.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../../src/app.ts";
import { loadConfig } from "../../src/config.ts";
import { silentLogger } from "../../src/core/silent-logger.ts";
import { minimal } from "../config/minimal.ts";
import { openTestDatabase } from "../postgres.ts";
import { fillPostgres, fillSqlite } from "./admin-database.ts";

const TOKEN = "t".repeat(32);
const ROUNDS = 20;
const PATHS = [
  "session",
  "now",
  "costs?days=7",
  "costs?days=30",
  "costs?days=90",
  "documents",
  "documents/search?q=breakfast",
  "channels",
  "log",
  "settings",
  "backups",
  "audit",
];

const size = { messages: Number(process.argv[2] ?? 1_000_000), users: 10_000 };
const kinds = process.argv[3]?.split(",") ?? ["sqlite", "postgres"];

// A database that was filled before.
const filled = process.argv[4];
if (filled !== undefined) {
  await measure(kinds.join(), filled);
} else if (kinds.includes("sqlite")) {
  const folder = mkdtempSync(join(tmpdir(), "bench-admin-"));
  try {
    const path = join(folder, "bot.db");
    await fillSqlite(path, size);
    await measure("sqlite", path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
if (filled === undefined && kinds.includes("postgres")) {
  const database = await openTestDatabase();
  try {
    await fillPostgres(database.url, size);
    await measure("postgres", database.url);
  } finally {
    await database.drop();
  }
  // The server that was started for it would keep this process alive.
  process.exit();
}

interface Took {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function measure(kind: string, databaseUrl: string): Promise<void> {
  const config = loadConfig({
    ...minimal,
    HOST: "127.0.0.1",
    PORT: "0",
    ACCESS_MODE: "pairing",
    DATABASE_URL: databaseUrl,
    ADMIN_API_TOKEN: TOKEN,
  });
  const app = await createApp(config, { log: silentLogger });
  const { port } = app.start();
  const read = async (path: string): Promise<Took> => {
    const start = performance.now();
    const cpu = process.cpuUsage();
    const response = await fetch(`http://localhost:${port}/admin/api/${path}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    await response.arrayBuffer();
    // The charges are added up once, piece by piece.
    if (response.status === 503) return read(path);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    const { user, system } = process.cpuUsage(cpu);
    return { wallMs: performance.now() - start, cpuMs: (user + system) / 1_000 };
  };
  print(`${kind}, ${size.messages} messages, ${size.users} users (ms)`);
  print(`  ${"".padEnd(30)}    first   median  slowest  median of processor time`);
  for (const path of PATHS) {
    const first = await read(path);
    const rounds: Took[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await read(path));
    const sorted = (of: "wallMs" | "cpuMs") =>
      rounds.map((one) => one[of]).toSorted((one, two) => one - two);
    const wall = sorted("wallMs");
    const figures = [first.wallMs, wall[ROUNDS / 2], wall.at(-1), sorted("cpuMs")[ROUNDS / 2]];
    const cells = figures.map((ms) => (ms ?? 0).toFixed(1).padStart(9));
    print(`  ${path.padEnd(30)}${cells.join("")}`);
  }
  await app.stop();
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
