import { memo } from "preact/compat";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import { matchesFilter } from "../../log-filter.ts";
import type { LogLine } from "../../wire.ts";
import { subscribeToLog } from "../live.ts";
import { SearchField, Segmented } from "../parts/controls.tsx";
import { Failure } from "../parts/loaded.tsx";
import { Empty, Page } from "../parts/page.tsx";
import { exactClock, fullTime } from "../times.ts";
import { useResource } from "../use-resource.ts";
import { count } from "../words.ts";

type Level = LogLine["level"];

const LEVELS: readonly (readonly [Level, string])[] = [
  ["debug", "All"],
  ["info", "Info"],
  ["warning", "Warnings"],
  ["error", "Errors"],
];

const NEAR_END_PX = 60;
/** The number of lines since the last reading after which the stored ones are read again. */
const MAX_LIVE = 1_000;
/** The same while the reader pauses; later lines are read afterwards. */
const MAX_HELD = 10_000;

/** The lines of the running process as they are written. */
export function LogPage() {
  const [level, setLevel] = useState<Level>("debug");
  const [search, setSearch] = useState("");
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const resource = useResource<readonly LogLine[]>(`/log?${queryOf(level, search)}`);
  const live = useLiveLines(pausedAt !== null, resource.reload);
  const all = merge(
    resource.data ?? [],
    live.filter((line) => matchesFilter(line, { level, search })),
  );
  const lines = pausedAt === null ? all : all.filter(({ id }) => id <= pausedAt);
  const held = all.length - lines.length;
  return (
    <Page title="Log">
      <div class="filters">
        <SearchField label="Search events and values" onSearch={setSearch} />
        <Segmented label="Level" value={level} options={LEVELS} onChange={setLevel} />
        <button
          type="button"
          class="button"
          aria-pressed={pausedAt !== null}
          onClick={() => setPausedAt(pausedAt === null ? (all.at(-1)?.id ?? 0) : null)}
        >
          <Icon name={pausedAt === null ? "pause" : "play"} />
          {pausedAt === null ? "Pause" : held > 0 ? `Resume (${count(held, "line")})` : "Resume"}
        </button>
      </div>
      {resource.error !== null && (
        <Failure error={resource.error} onRetry={() => void resource.reload()} />
      )}
      <LogLines
        lines={lines}
        isLoading={resource.data === null && resource.error === null}
        isFiltered={level !== "debug" || search !== ""}
      />
    </Page>
  );
}

function queryOf(level: Level, search: string): string {
  return new URLSearchParams({ level, ...(search !== "" && { search }) }).toString();
}

/** Returns the lines that arrived since the page was opened, oldest first; at most once a frame. */
function useLiveLines(isPaused: boolean, reload: () => Promise<void>): readonly LogLine[] {
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const held = useRef<LogLine[]>([]);
  const isMuch = !isPaused && lines.length >= MAX_LIVE;

  useEffect(() => {
    let frame = 0;
    const unsubscribe = subscribeToLog((line) => {
      // A restarted bot counts from 1 again.
      if (line.id <= (held.current.at(-1)?.id ?? 0)) held.current = [];
      if (held.current.length < MAX_HELD) held.current.push(line);
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        setLines([...held.current]);
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      unsubscribe();
    };
  }, []);

  async function trim(): Promise<void> {
    await reload();
    held.current.splice(0, held.current.length - MAX_LIVE / 2);
    setLines([...held.current]);
  }

  useEffect(() => {
    if (isMuch) void trim();
  }, [isMuch]);
  return lines;
}

function merge(stored: readonly LogLine[], live: readonly LogLine[]): readonly LogLine[] {
  const last = stored.at(-1);
  if (last === undefined) return live;
  return [...stored, ...live.filter(({ id, at }) => id > last.id && at >= last.at)];
}

function LogLines(props: {
  readonly lines: readonly LogLine[];
  readonly isLoading: boolean;
  readonly isFiltered: boolean;
}) {
  const { lines } = props;
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    if (isAtEnd.current) box.current?.scrollTo(0, box.current.scrollHeight);
  }, [lines.at(-1)?.id, lines.length]);
  return (
    <div
      ref={box}
      class="log-lines"
      // Reachable by the keyboard, which scrolls it.
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Lines of the log"
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      }}
    >
      {lines.length === 0 && !props.isLoading && (
        <Empty icon={<Icon name="lines" />} title={props.isFiltered ? "Nothing found" : "Quiet"}>
          {props.isFiltered
            ? "No line of this process matches. New ones appear as they are written."
            : "Lines appear here as the bot writes them."}
        </Empty>
      )}
      <ol>
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ol>
    </div>
  );
}

const Line = memo(function Line({ line }: { readonly line: LogLine }) {
  return (
    <li data-level={line.level}>
      <time dateTime={new Date(line.at).toISOString()} title={fullTime(line.at)}>
        {exactClock(line.at)}
      </time>
      <span class="level">{line.level}</span>
      <p>
        <b>{line.event}</b> <Facts facts={line.facts} />
      </p>
    </li>
  );
});

function Facts({ facts }: { readonly facts: LogLine["facts"] }) {
  return (
    <>
      {Object.entries(facts).map(([name, value]) => (
        <span key={name} class="fact">
          {name}=<i>{wordsOf(value)}</i>{" "}
        </span>
      ))}
    </>
  );
}

/** Returns a value in one line; of an error its message, without the stack. */
function wordsOf(value: unknown): string {
  if (typeof value === "string") return value;
  const { name, message } = Object(value);
  return typeof message === "string" ? `${name}: ${message}` : JSON.stringify(value);
}
