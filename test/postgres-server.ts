import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPrograms, give } from "./postgres-programs.ts";
import { quickFolder } from "./quick-folder.ts";

const USER = "tester";
const PASSWORD = "a-password-of-the-tests";
/** PostgreSQL refuses to run as root; this user owns nothing on any machine. */
const NOBODY = { uid: 65_534, gid: 65_534 };
const MAX_STARTS = 5;
/**
 * Below the ports that systems give to whatever asks for any: another program would have ours while
 * the server is away.
 */
const PORTS = { first: 20_000, count: 12_000 };

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "300",
  shared_buffers: "64MB",
  log_min_messages: "fatal",
};
/**
 * No data outlives the run, so no write need reach the disk, nor be enough for a replica. Stories of
 * many writers at once lose races: a second for each would come near the time that a lock is awaited.
 */
const IN_A_HURRY = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "256MB",
  deadlock_timeout: "100ms",
};
/** More than the databases and the log of changes of a whole run, in bytes. */
const ROOM = 2 * 2 ** 30;

/**
 * Executes the commands on its pipe line by line. When the pipe is closed, because its owner stopped
 * it or has ended in any way, it ends the server and removes its folder. It is a detached process,
 * because `bun test` kills the children of a test that takes too long.
 */
const KEEPER = `
folder=$1 data=$2 bin=$3; shift 3
control() { "$bin/pg_ctl" -s -D "$data" -l "$folder/log" "$@" >/dev/null 2>>"$folder/log"; }
keep() {
  "$bin/initdb" -D "$data" -U ${USER} --pwfile="$folder/password" -A scram-sha-256 \\
    -E UTF8 --no-locale "$@" >/dev/null 2>>"$folder/log" \\
    && cat "$folder/settings" >>"$data/postgresql.conf"
  echo $?
  while read -r order with; do
    case $order in
      start) control -o "-p $with" start ;;
      stop) control -m "$with" stop ;;
    esac
    echo $?
  done
  control -m immediate stop
  rm -rf "$folder" "$data"
}
# Its answers may find nobody.
trap '' PIPE
keep "$@" <"$folder/orders" &
`;

export interface PostgresServer {
  /** The server's own database; `inDatabase` names another one. */
  readonly url: string;
  /** Ends it, `immediate` as a crash does, lets `meanwhile` pass, and starts it again. */
  restart(mode: "fast" | "immediate", meanwhile?: () => Promise<void>): Promise<void>;
  /** Ends it and removes what it stored, as the end of this process does. */
  stop(): Promise<void>;
}

/**
 * A PostgreSQL of our own on loopback, of the newest version or of the one that TEST_POSTGRES names.
 * Only when it `isDurable` does a commit wait for the disk.
 * Throws, naming TEST_DATABASE_URL, when this machine cannot run one.
 */
export async function startPostgres({
  isDurable = false,
  settings = {},
}: {
  readonly isDurable?: boolean;
  /** Of its configuration file, over ours. */
  readonly settings?: Readonly<Record<string, string>>;
} = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  // Apart, because most systems run no program from a folder that is memory.
  const data = isDurable ? mkdtempSync(`${folder}-data-`) : quickFolder("postgres-data-", ROOM);
  const keeper = await createKeeper(folder, data, isDurable, settings).catch((cause: unknown) => {
    for (const path of [folder, data]) rmSync(path, { recursive: true });
    throw refusal(String(cause));
  });

  async function demand(isDone: boolean): Promise<void> {
    if (isDone) return;
    const log = readFileSync(join(folder, "log"), "utf8");
    await keeper.leave();
    throw refusal(log);
  }

  async function startAnywhere(): Promise<number> {
    for (let tries = 1; ; tries += 1) {
      const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
      const isStarted = await keeper.order(`start ${port}`);
      if (tries === MAX_STARTS) await demand(isStarted);
      if (isStarted) return port;
    }
  }

  await demand(keeper.isInitialised);
  const port = await startAnywhere();
  return {
    url: `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/postgres`,
    restart: async (mode, meanwhile) => {
      await demand(await keeper.order(`stop ${mode}`));
      await meanwhile?.();
      await demand(await keeper.order(`start ${port}`));
    },
    stop: keeper.leave,
  };
}

function refusal(reason: string): Error {
  return new Error(
    `No PostgreSQL can be run here: name one in TEST_DATABASE_URL, for a user who may create databases. ${reason}`,
  );
}

async function createKeeper(
  folder: string,
  data: string,
  isDurable: boolean,
  asked: Readonly<Record<string, string>>,
) {
  const user = process.getuid?.() === 0 ? NOBODY : {};
  const pipe = join(folder, "orders");
  Bun.spawnSync(["mkfifo", pipe]);
  const [password, configuration] = [join(folder, "password"), join(folder, "settings")];
  writeFileSync(password, PASSWORD);
  const settings = { ...SETTINGS, ...(!isDurable && IN_A_HURRY), ...asked };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  writeFileSync(configuration, lines.join(""));
  for (const path of [folder, data, password, configuration, pipe]) give(path, user);
  // For reading too: else it would wait for a reader.
  const orders = openSync(pipe, "r+");
  const child = Bun.spawn(
    [
      "sh",
      "-c",
      KEEPER,
      "postgres-keeper",
      folder,
      data,
      findPrograms(folder, user),
      ...(isDurable ? [] : ["--no-sync"]),
    ],
    {
      ...user,
      // Whatever ends our whole process group must leave it the time to clear up.
      detached: true,
      cwd: folder,
      env: { PATH: process.env["PATH"] ?? "" },
      stdout: "pipe",
      stderr: "ignore",
    },
  );
  const answers = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let left: Promise<void> | null = null;
  async function leave(): Promise<void> {
    closeSync(orders);
    while (!(await answers.read()).done) continue;
  }
  // One answer to one order: each comes as a line of its own.
  const succeeded = async () => (await answers.read()).value === "0\n";
  return {
    isInitialised: await succeeded(),
    order: (line: string) => {
      writeSync(orders, `${line}\n`);
      return succeeded();
    },
    // Once: the number of what is closed may have been given to something else.
    leave: () => (left ??= leave()),
  };
}
