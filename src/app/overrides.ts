import type { Tool } from "../answer/tools/tool.ts";
import type { Config } from "../config.ts";
import type { Clock, Logger, Messenger, Model, Transcriber } from "../core/ports.ts";
import type { Speaker } from "../core/speaker.ts";
import type { PageSource } from "../core/web.ts";
import type { Extension } from "../http/server.ts";
import type { RecentLines } from "../log/recent-lines.ts";
import type { Store } from "../store/store.ts";

/** Replacements for parts of the program, for tests and the demo. */
export interface Overrides {
  readonly log: Logger;
  readonly clock?: Clock;
  readonly model?: Model;
  /** Replaces SEND_GRACE_SECONDS. */
  readonly sendGraceMs?: number;
  readonly transcriber?: Transcriber;
  readonly speaker?: Speaker;
  /** Replaces the public web, where WEB_SEARCH names an engine. */
  readonly pages?: PageSource;
  /** Replaces the registry's tools. */
  readonly tools?: readonly Tool[];
  /** Returns how many lines of the log were dropped. */
  readonly droppedLogLines?: () => number;
  /** Returns a variable that the file of MCP servers refers to. */
  readonly variable?: (name: string) => string | undefined;
  /** Wraps the store, the messenger and each model. */
  readonly around?: <Port extends Store | Messenger | Model>(port: Port) => Port;
  /** The last lines of the log, if they are kept already. */
  readonly recent?: RecentLines;
  /** Called with the log's level whenever the owner may have changed it. */
  readonly onLevel?: (level: Config["logLevel"]) => void;
  /** False if the scheduled tasks run by `maintain` alone; true if absent. */
  readonly isScheduled?: boolean;
  /** Mounted in development only. */
  readonly extension?: Extension;
}
