import type { Minute } from "../../wire.ts";
import { clockTime } from "../../../page/components/times.ts";
import { count, percent } from "../words.ts";

const BAR = 10;
const WIDTH = 7;
const HEIGHT = 72;
/** The height of a minute without messages. */
const QUIET = 4;

/** Sixty bars, one for each minute; their heights are messages, their colours the outcomes. */
export function MinuteBars({ minutes }: { readonly minutes: readonly Minute[] }) {
  const most = Math.max(4, ...minutes.map(totalOf));
  const first = minutes[0];
  return (
    <figure class="minute-bars">
      <svg
        viewBox={`0 0 ${minutes.length * BAR} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`The last ${minutes.length} minutes: ${summaryOf(minutes)}`}
      >
        {minutes.map((minute, index) => (
          <g key={minute.at}>
            <title>{`${clockTime(minute.at)}: ${describe(minute)}`}</title>
            <rect class="catch" x={index * BAR} y={0} width={BAR} height={HEIGHT} />
            {stack(minute, most).map(({ kind, y, height }) => (
              <rect
                key={kind}
                class={kind}
                x={index * BAR + (BAR - WIDTH) / 2}
                y={y}
                width={WIDTH}
                height={height}
              />
            ))}
          </g>
        ))}
      </svg>
      <figcaption>
        <span>{first && clockTime(first.at)}</span>
        <span class="legend">
          <span>
            <i class="ok" /> answered
          </span>
          <span>
            <i class="slow" /> slow
          </span>
          <span>
            <i class="failed" /> failed
          </span>
        </span>
        <span>now</span>
      </figcaption>
    </figure>
  );
}

interface Piece {
  readonly kind: "ok" | "slow" | "failed" | "quiet";
  readonly y: number;
  readonly height: number;
}

function stack(minute: Minute, most: number): Piece[] {
  if (totalOf(minute) === 0) return [{ kind: "quiet", y: HEIGHT - QUIET, height: QUIET }];
  const pieces: Piece[] = [];
  let top = HEIGHT;
  for (const kind of ["ok", "slow", "failed"] as const) {
    if (minute[kind] === 0) continue;
    const height = Math.max(6, (minute[kind] / most) * (HEIGHT - 12));
    top -= height;
    pieces.push({ kind, y: top, height });
  }
  return pieces;
}

const totalOf = ({ ok, slow, failed }: Minute): number => ok + slow + failed;

function describe(minute: Minute): string {
  if (totalOf(minute) === 0) return "no messages";
  const words = [count(minute.ok, "answered", "answered")];
  if (minute.slow > 0) words.push(count(minute.slow, "slow", "slow"));
  if (minute.failed > 0) words.push(count(minute.failed, "failed", "failed"));
  return words.join(", ");
}

/** Returns the outcome of these minutes in one sentence. */
export function summaryOf(minutes: readonly Minute[]): string {
  const total = minutes.reduce((sum, minute) => sum + totalOf(minute), 0);
  if (total === 0) return "no messages arrived";
  const failed = minutes.reduce((sum, minute) => sum + minute.failed, 0);
  const slow = minutes.reduce((sum, minute) => sum + minute.slow, 0);
  const good = failed === 0 ? "all answered" : `${percent(total - failed, total)} answered`;
  const rest = [
    slow > 0 && count(slow, "slow", "slow"),
    failed > 0 && count(failed, "failed", "failed"),
  ].filter(Boolean);
  return [`${count(total, "message")}, ${good}`, ...rest].join(", ");
}
