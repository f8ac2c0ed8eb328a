import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { runTests } from "./run-tests.ts";

// What holds on PostgreSQL as well: bun run test:postgres [path …]. On the server that
// TEST_DATABASE_URL names, where databases are made and removed, else on one of its own: of the newest
// version, or of the major version that TEST_POSTGRES names (14 from npm, any that Debian installed).

const STORIES = [
  "test/flows",
  "test/store/postgres",
  "test/security/cross-user-canary",
  "test/security/forged-signature",
  "test/security/generated-bodies",
  "test/security/host-confusion",
  "test/security/hostile-bodies",
  "test/security/number-changes-hands",
  "test/security/prompt-assembly",
  "test/security/re-split-parameters",
  "test/security/replay",
  "test/security/ssrf",
  "test/security/strangers",
  "test/cli/commands",
  "test/cli/postgres",
];
/** Longer than on SQLite: whatever touches the database goes through a server, which other tests keep busy. */
const TIMEOUT_MS = 30_000;

const { TEST_DATABASE_URL, TEST_POSTGRES } = process.env;
const server = TEST_DATABASE_URL && !TEST_POSTGRES ? null : await start();
const chosen = process.argv.slice(2);
const code = await runTests(
  [
    `--timeout=${TIMEOUT_MS}`,
    "--path-ignore-patterns=**/sqlite/**",
    ...(chosen.length > 0 ? chosen : STORIES),
  ],
  {
    ...process.env,
    TEST_DIALECT: "postgres",
    ...(server && { TEST_DATABASE_URL: server.url }),
  },
);
await server?.stop();
process.exit(code);

async function start(): Promise<PostgresServer> {
  try {
    return await startPostgres();
  } catch (reason) {
    process.stderr.write(`${reason instanceof Error ? reason.message : String(reason)}\n`);
    process.exit(1);
  }
}
