import { ConfigError, TransientError } from "../../core/errors.ts";
import { systemClock } from "../../core/system-clock.ts";
import { type Inspection, inspectDatabase } from "../../store/postgres/inspect-database.ts";
import { isTooOld, nameVersion, OLDEST_MAJOR } from "../../store/postgres/server-version.ts";
import { formatSpan } from "../../core/format-span.ts";
import { isNear } from "../postgres-address.ts";
import { fault, type Finding, ok, unsupported, warning } from "../../core/finding.ts";
import { describeTotals } from "./describe-totals.ts";

/** Claims use the server's clock; only the messenger's times are compared with ours. */
const CLOCK_TOLERANCE_MS = 5_000;
/** Each server has one separate connection to listen on. */
const BESIDE_POOL = 1;

/** Checks that the PostgreSQL server is usable as it is, and what its database contains. */
export async function checkPostgres(
  url: string,
  poolSize: number | undefined,
): Promise<readonly Finding[]> {
  try {
    return judgeServer(await inspectDatabase(url, () => systemClock.now()), url, poolSize);
  } catch (error) {
    if (error instanceof TransientError) {
      return [
        fault(
          error.message,
          "check host and port in DATABASE_URL, whether the server runs, and its firewall",
        ),
      ];
    }
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((says) => fault(says, null));
  }
}

/** Returns the findings about a server that answers. */
export function judgeServer(
  found: Inspection,
  url: string,
  poolSize: number | undefined,
): readonly Finding[] {
  return [
    checkVersion(found),
    checkWriting(found),
    checkSchema(found),
    checkClock(found),
    ...(poolSize === undefined ? [] : [checkConnections(found, poolSize)]),
    checkEncryption(found, url),
  ];
}

function checkVersion({ version, refused }: Inspection): Finding {
  const name = nameVersion(version);
  const fix = "upgrade that server, or name a newer one in DATABASE_URL";
  if (isTooOld(version)) {
    return unsupported(`${name} answers, and at least ${OLDEST_MAJOR} is needed`, fix);
  }
  return refused === null
    ? ok(`${name} answers`)
    : unsupported(`${name} cannot run a statement of the bot's: ${refused}`, fix);
}

function checkWriting({ isReadOnly, mayWrite, encoding }: Inspection): Finding {
  if (isReadOnly) {
    return fault(
      "it accepts no writes: a standby, or read-only by its settings",
      "name the primary in DATABASE_URL",
    );
  }
  if (!mayWrite) {
    return fault(
      "the user in DATABASE_URL may not write its tables",
      "make that user the owner of the database: ALTER DATABASE … OWNER TO …",
    );
  }
  return encoding === "UTF8"
    ? ok("it is writable")
    : fault(
        `it keeps texts in ${encoding}, which cannot hold every character`,
        "create the database with ENCODING 'UTF8'",
      );
}

function checkSchema({ schema, totals, bytes }: Inspection): Finding {
  switch (schema) {
    case "none":
      return ok("its tables are created at the first start");
    case "older":
      return warning(
        "its schema is older than this version",
        "whatsapp-ai-bot migrate, or the next start, brings it up to date",
      );
    case "newer":
      return fault("a newer version has used it", "run that version");
    case "current":
      return totals === null
        ? ok("it has this version's schema")
        : describeTotals("it has this version's schema", totals, bytes);
  }
}

function checkClock({ clockOffsetMs }: Inspection): Finding {
  if (Math.abs(clockOffsetMs) <= CLOCK_TOLERANCE_MS)
    return ok("its clock agrees with this machine's");
  const direction = clockOffsetMs > 0 ? "ahead of" : "behind";
  return warning(
    `its clock is ${formatSpan(Math.abs(clockOffsetMs))} ${direction} this machine's`,
    "switch time synchronisation on, on both: timedatectl set-ntp true",
  );
}

function checkConnections({ connections }: Inspection, poolSize: number): Finding {
  const each = poolSize + BESIDE_POOL;
  const servers = Math.floor(connections / each);
  const says = `it accepts ${connections} connections, and each server of the bot uses up to ${each}`;
  return servers === 0
    ? fault(says, `set DATABASE_POOL_SIZE below ${connections}, or raise its max_connections`)
    : ok(`${says}: enough for ${servers}`);
}

function checkEncryption({ isEncrypted }: Inspection, url: string): Finding {
  if (isEncrypted) return ok("the connection is encrypted");
  return isNear(url)
    ? ok("the connection is not encrypted, and local")
    : warning(
        "users' messages are sent to it unencrypted",
        "add ?sslmode=verify-full to DATABASE_URL",
      );
}
