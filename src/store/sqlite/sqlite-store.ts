import type { Database } from "bun:sqlite";
import { count, min, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/bun-sqlite";
import type { Clock, Logger } from "../../core/ports.ts";
import type { Overview, Store } from "../store.ts";
import {
  attachmentsOf,
  pastAttachments,
  quotedMessage,
  recordUnderstanding,
} from "./attachments.ts";
import { buryTurn, continueAnswer, postponeAnswer, recordAnswer } from "./answers.ts";
import type { Connection } from "./connection.ts";
import { dueJobs, finishJob, postponeJob } from "./jobs.ts";
import { claimLane, freeAllLanes, nextReadyAt, releaseLane, renewLane } from "./lanes.ts";
import { acquireDatabase } from "./acquire-database.ts";
import { readNote, writeNote } from "./notes.ts";
import { beginModelCall } from "./model-calls.ts";
import { MEMORY, openDatabase } from "./open-database.ts";
import {
  knownSids,
  postponeLookup,
  postponeSend,
  recordAccepted,
  recordRefused,
  recordUnknown,
} from "./parts.ts";
import { deleteForgotten, forget } from "./forget.ts";
import { findPerson, isAnswer, notify, setAccess } from "./access.ts";
import { endConversation, setPreferences, usageSince } from "./preferences.ts";
import { arrivalsSince, receive, unseen } from "./receive.ts";
import { hastenLookups, takeReply } from "./replies.ts";
import { recordStatus } from "./reports.ts";
import { compact, deleteMessages, dropMedia } from "./retention.ts";
import { reviveMessage } from "./revive-message.ts";
import * as schema from "./schema.ts";
import { spentOn } from "./spending.ts";
import { nextStep } from "./steps.ts";
import { storageError } from "./storage-fault.ts";
import { history } from "./turns.ts";
import { rescue } from "./rescue.ts";
import { type StorageWatch, watchStorage } from "./watch-storage.ts";
import { createWriter } from "./writer.ts";

export interface SqliteStore extends Store {
  /** How the files are; null for a database in memory. */
  readonly storage: Pick<StorageWatch, "fault" | "lost"> | null;
}

/**
 * The store in one SQLite file (or `:memory:`), for this process alone. Throws `TransientError` if
 * another process has it or its disk is full, `ConfigError` if `path` holds no healthy database or
 * cannot be used. `isPulled` if parts go out in responses (`takeReply`) instead of being sent.
 */
export function createSqliteStore({
  path,
  clock,
  isPulled = false,
  log,
}: {
  readonly path: string;
  readonly clock: Clock;
  readonly isPulled?: boolean;
  readonly log?: Logger;
}): SqliteStore {
  const { database, storage, close } = openFile(path, clock, log);
  const { write, writeLightly, settle } = createWriter(database, storage ?? undefined);
  const connection: Connection = {
    orm: drizzle(database, { schema }),
    now: () => clock.now(),
    isPulled,
  };
  begin(connection, path);
  return {
    storage,
    arrivalsSince: async (identity, since) => arrivalsSince(connection, identity, since),
    receive: (message, judge, ageMs) => write(() => receive(connection, message, judge, ageMs)),

    // After a power cut nobody holds a lane, whatever stood there.
    claimLane: (owner, leaseMs) => writeLightly(() => claimLane(connection, owner, leaseMs)),
    renewLane: (lane, leaseMs) => writeLightly(() => renewLane(connection, lane, leaseMs)),
    releaseLane: (lane) => writeLightly(() => releaseLane(connection, lane)),
    nextReadyAt: async () => nextReadyAt(connection),

    nextStep: (lane, options) => write(() => nextStep(connection, lane, options)),
    history: async (turn, limit) => history(connection, turn, limit),
    attachmentsOf: async (turn) => attachmentsOf(connection, turn),
    recordUnderstanding: (lane, place, found, countedOn) =>
      write(() => recordUnderstanding(connection, lane, place, found, countedOn)),
    mediaLookedAt: async (userId, day) => spentOn(connection, day, userId).media,
    pastAttachments: async (turn, kind, limit) => pastAttachments(connection, turn, kind, limit),
    quotedMessage: async (turn, sid) => quotedMessage(connection, turn, sid),
    beginModelCall: (lane, turn, call) => write(() => beginModelCall(connection, lane, turn, call)),
    recordAnswer: (lane, turn, answer) => write(() => recordAnswer(connection, lane, turn, answer)),
    continueAnswer: (lane, turn, maxParts) =>
      write(() => continueAnswer(connection, lane, turn, maxParts)),
    postponeAnswer: (lane, turn, retry) =>
      write(() => postponeAnswer(connection, lane, turn, retry)),
    buryTurn: (lane, turn, apology, error) =>
      write(() => buryTurn(connection, lane, turn, apology, error)),

    recordAccepted: (lane, id, accepted) =>
      write(() => recordAccepted(connection, lane, id, accepted)),
    postponeSend: (lane, id, delayMs, failure) =>
      write(() => postponeSend(connection, lane, id, delayMs, failure)),
    postponeLookup: (lane, id, wait) => write(() => postponeLookup(connection, lane, id, wait)),
    recordRefused: (lane, id, failure) => write(() => recordRefused(connection, lane, id, failure)),
    recordUnknown: (lane, id) => write(() => recordUnknown(connection, lane, id)),
    recordStatus: (report, resend) => write(() => recordStatus(connection, report, resend)),
    knownSids: async (sids) => knownSids(connection, sids),

    takeReply: (asker, options) => write(() => takeReply(connection, asker, options)),
    hastenLookups: (userId, afterMs) => write(() => hastenLookups(connection, userId, afterMs)),

    setPreferences: (lane, chosen) => write(() => setPreferences(connection, lane, chosen)),
    endConversation: (lane, id) => write(() => endConversation(connection, lane, id)),
    usageSince: async (turn, since) => usageSince(connection, turn, since),
    forget: (lane, id, confirmation) => write(() => forget(connection, lane, id, confirmation)),
    deleteForgotten: (limit) => write(() => deleteForgotten(connection, limit)),
    findPerson: async (who) => findPerson(connection, who),
    setAccess: (who, access, line) => write(() => setAccess(connection, who, access, line)),
    notify: (address, line, about) => write(() => notify(connection, address, line, about)),
    isAnswer: async (report) => isAnswer(connection, report),

    dueJobs: async (kind, limit) => dueJobs(connection, kind, limit),
    finishJob: (id) => write(() => finishJob(connection, id)),
    postponeJob: (id, delayMs, error) => write(() => postponeJob(connection, id, delayMs, error)),

    reviveMessage: (id) => write(() => reviveMessage(connection, id)),
    readNote: async (key) => readNote(connection, key),
    writeNote: (key, value) => write(() => writeNote(connection, key, value)),
    unseen: async (sids) => unseen(connection, sids),

    dropMedia: (olderThanMs, limit) => write(() => dropMedia(connection, olderThanMs, limit)),
    deleteMessages: (olderThanMs, limit) =>
      write(() => deleteMessages(connection, olderThanMs, limit)),
    compact: async () => {
      await settle();
      compact(database);
    },

    // There is nobody else.
    isShared: false,
    tell: () => {},
    hear: () => {},
    exclusively: async (_task, _restMs, work) => {
      await work();
      return true;
    },
    overview: async () => overview(connection),
    close: async () => {
      await settle();
      close();
    },
  };
}

/** Frees the lanes of the process that had them: this is the only one. */
function begin(connection: Connection, path: string): void {
  try {
    freeAllLanes(connection);
  } catch (cause) {
    throw storageError(path, cause);
  }
}

interface OpenFile {
  readonly database: Database;
  readonly storage: StorageWatch | null;
  close(): void;
}

function openFile(given: string, clock: Clock, log: Logger | undefined): OpenFile {
  if (given === MEMORY) {
    const database = openDatabase(given);
    return { database, storage: null, close: () => database.close() };
  }
  const onNotice = (outcome: string) => log?.warn("interrupted restore settled", { outcome });
  const { path, lock } = acquireDatabase(given, { now: clock.now(), onNotice });
  try {
    const database = openDatabase(path);
    const storage = watchStorage({ database, path, lock, clock, log });
    const close = () => {
      try {
        storage.stop();
        if (storage.fault()?.kind === "moved") rescue(database, path, clock.now(), log);
        else database.run("PRAGMA wal_checkpoint(TRUNCATE)");
      } catch (error) {
        // What could not be written back stays in the log of changes, and the next start reads it.
        log?.warn("database not tidied up", { error });
      }
      database.close();
      lock.release();
    };
    return { database, storage, close };
  } catch (error) {
    lock.release();
    throw storageError(path, error);
  }
}

function overview({ orm, isPulled }: Connection): Overview {
  const { messages, deliveries } = schema;
  const waiting = orm
    .select({ total: count(), oldest: min(messages.createdAt) })
    .from(messages)
    .where(sql`state = 'received'`)
    .get();
  const parts = orm
    .select({ total: count() })
    .from(deliveries)
    .where(isPulled ? sql`state = 'sending'` : sql`state in ('pending', 'sending')`)
    .get();
  return {
    waitingMessages: waiting?.total ?? 0,
    oldestWaitingAt: waiting?.oldest ?? null,
    waitingParts: parts?.total ?? 0,
  };
}
