import { type Database, SQLiteError, type Statement } from "bun:sqlite";
import { TransientError } from "../../core/errors.ts";

/** The most writes in a batch, so that one commit does not block the event loop for longer. */
const MAX_BATCH = 256;
const LOCK_TIMEOUT_MS = 8_000;
const LOCKED_PAUSE_MS = 25;

interface Write {
  /** A time of `performance.now()`. */
  readonly giveUpAt: number;
  readonly isSynced: boolean;
  run(): Promise<unknown>;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

export interface Writer {
  /**
   * Runs `work` in a transaction and resolves once that is committed and, unless `isSynced` is
   * false, on disk. `work` awaits only statements, and changes only the database: it may be undone
   * and run again.
   */
  write<T>(work: () => Promise<T>, isSynced: boolean): Promise<T>;
  /** Resolves at once, or after the commit of the batch that is being written. */
  whenIdle(): Promise<void>;
  /** Resolves after the commit of every write requested so far. */
  settle(): Promise<void>;
  /** Refuses every further write, and settles those before: the database can be closed then. */
  end(): Promise<void>;
}

/** The watch over the files of the database. */
interface WriterStorage {
  /** Returns the error with which every write is refused at present. */
  refusal(): Error | null;
  /** Translates an error of the disk, which may accept the write later. */
  explain(cause: unknown): unknown;
}

const UNWATCHED: WriterStorage = { refusal: () => null, explain: (cause) => cause };

/**
 * Group commit: all writes requested in the same turn of the event loop share one transaction and
 * one sync to disk. If one of them throws, all are undone and each is run again in its own
 * transaction, so that it affects no other; a savepoint for each would copy every page that it
 * touches. A locked database is tried again for 8 s without blocking, then the write fails with
 * `TransientError`.
 */
export function createWriter(database: Database, storage: WriterStorage = UNWATCHED): Writer {
  const queue: Write[] = [];
  const steps = prepareSteps(database);
  let flushing: Promise<void> | null = null;
  let writing: Promise<void> | null = null;
  let isSyncing: boolean | null = null;
  let isEnded = false;

  /** Switches whether a commit waits for the disk; each switch is a separate statement. */
  function sync(isSynced: boolean): void {
    if (isSyncing === isSynced) return;
    database.run(`PRAGMA synchronous = ${isSynced ? "FULL" : "NORMAL"}`);
    isSyncing = isSynced;
  }

  async function flush(): Promise<void> {
    // All other writes of this turn of the event loop join the batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) await commit(queue.splice(0, MAX_BATCH));
    flushing = null;
  }

  async function commit(asked: readonly Write[]): Promise<void> {
    let batch = asked;
    // It cannot be switched inside a transaction.
    const isSynced = batch.some((write) => write.isSynced);
    const written = Promise.withResolvers<void>();
    try {
      sync(isSynced);
      while (!isBegun(steps)) {
        batch = refuseOverdue(batch);
        if (batch.length === 0) return;
        await Bun.sleep(LOCKED_PAUSE_MS);
      }
      writing = written.promise;
      const values: unknown[] = [];
      for (const write of batch) values.push(await write.run());
      steps.commit.run();
      batch.forEach((write, index) => write.resolve(values[index]));
    } catch (reason) {
      if (database.inTransaction) database.run("ROLLBACK");
      if (batch.length > 1) {
        // It is unknown which of them failed: each is run again alone.
        for (const write of batch) await commit([write]);
      } else {
        for (const write of batch) write.reject(storage.explain(reason));
      }
    } finally {
      writing = null;
      written.resolve();
    }
  }

  async function settle(): Promise<void> {
    await flushing;
  }

  return {
    write: <T>(work: () => Promise<T>, isSynced: boolean) =>
      new Promise<T>((resolve, reject) => {
        const refusal = isEnded ? new Error("The database is being closed.") : storage.refusal();
        if (refusal !== null) return reject(refusal);
        const giveUpAt = performance.now() + LOCK_TIMEOUT_MS;
        queue.push({
          giveUpAt,
          isSynced,
          run: work,
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `work` returned.
          resolve: (value) => resolve(value as T),
          reject,
        });
        flushing ??= flush();
      }),
    whenIdle: async () => {
      while (writing !== null) await writing;
    },
    settle,
    end: async () => {
      isEnded = true;
      await settle();
    },
  };
}

/** Compiles the statements that every write runs. */
function prepareSteps(database: Database) {
  const step = (sql: string): Statement<unknown, []> => database.prepare(sql);
  return {
    begin: step("BEGIN IMMEDIATE"),
    commit: step("COMMIT"),
  };
}

type Steps = ReturnType<typeof prepareSteps>;

/** Returns whether a transaction could be begun; false while another program is writing. */
function isBegun({ begin }: Steps): boolean {
  try {
    begin.run();
    return true;
  } catch (cause) {
    if (cause instanceof SQLiteError && cause.code?.startsWith("SQLITE_BUSY") === true)
      return false;
    throw cause;
  }
}

/**
 * Fails the writes that have waited too long, including their time in the queue, and returns the
 * others.
 */
function refuseOverdue(batch: readonly Write[]): readonly Write[] {
  const now = performance.now();
  for (const write of batch) {
    if (write.giveUpAt > now) continue;
    write.reject(new TransientError(`The database stayed locked for ${LOCK_TIMEOUT_MS} ms.`));
  }
  return batch.filter((write) => write.giveUpAt > now);
}
