import { matchesFilter } from "../admin/log-filter.ts";
import type { LogLine } from "../admin/wire.ts";
import { TransientError } from "../core/errors.ts";
import { withAdminApi } from "./admin-api.ts";
import { formatTime } from "./format-figures.ts";
import { stopSignal } from "./stop-signal.ts";
import { hanging } from "./terminal-width.ts";
import { harmless, jsonLine, styled, writeOut } from "./write-out.ts";
import type { Json } from "./define-command.ts";

interface LogOptions extends Json {
  readonly level: LogLine["level"];
  readonly search: string;
  readonly limit: number;
  readonly isFollowed: boolean;
}

/** Prints the last lines of the running server's log; if it is followed, also those to come. */
export async function showLog(options: LogOptions): Promise<void> {
  const { level, search, limit, isFollowed } = options;
  const inWords = createLineWords();
  const print = (line: LogLine) => writeOut(options.json ? jsonLine(line) : inWords(line));
  await withAdminApi(async (read) => {
    // Opened first, so that no line is lost between the two.
    const events = isFollowed ? (await read("/events")).body : null;
    const query = new URLSearchParams({ level, ...(search !== "" && { search }) });
    const response = await read(`/log?${query.toString()}`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own server's body.
    const lines = (await response.json()) as readonly LogLine[];
    for (const line of lines.slice(-limit)) if (!print(line)) return;
    if (events === null) return;
    const last = lines.at(-1)?.id ?? 0;
    const follow = async () => {
      for await (const line of linesIn(events)) {
        if (line.id > last && matchesFilter(line, options) && !print(line)) return;
      }
      throw new TransientError("The server has ended the log: it stopped, or is being restarted.");
    };
    await Promise.race([follow(), stopSignal()]);
  });
}

/** Returns the lines of the log in a stream of server-sent events. */
async function* linesIn(stream: ReadableStream<Uint8Array>): AsyncGenerator<LogLine> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const events = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = /^event: log\ndata: (.*)$/.exec(event)?.[1];
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}

const LEVELS: Readonly<Record<LogLine["level"], () => string>> = {
  debug: () => styled("dim", "debug  "),
  info: () => styled("green", "info   "),
  warning: () => styled("yellow", "warning"),
  error: () => styled("red", "error  "),
};

/** Returns a function that puts lines into words, below the day on which they were written. */
function createLineWords(): (line: LogLine) => string {
  let lastDay = "";
  return ({ at, level, event, facts }) => {
    const [day = "", time = ""] = formatTime(at).split(" ");
    const above = day === lastDay ? "" : `${styled("dim", day)}\n`;
    lastDay = day;
    const words = Object.entries(facts).map(
      ([name, value]) => styled("dim", `${harmless(name)}=`) + harmless(factInWords(value)),
    );
    const text = [styled("bold", harmless(event)), ...words].join(" ");
    return `${above}${hanging(`${styled("dim", time)}  ${LEVELS[level]()}  `, text)}\n`;
  };
}

/** Returns a fact as text; of an error its headline, because `--json` prints its stack. */
function factInWords(value: unknown): string {
  if (typeof value === "string") return value;
  const { name, message, stack } = { name: "", message: "", stack: null, ...Object(value) };
  return typeof stack === "string" ? `${name}: ${message}` : JSON.stringify(value);
}
