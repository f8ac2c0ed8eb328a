import type { Costs } from "../../wire.ts";
import { dayOfBar } from "../times.ts";
import { money } from "../words.ts";

const HEIGHT = 140;
const STEP = 12;
const WIDTH = 9;

/** A bar for each day, as high as its cost. */
export function DayBars({ days }: { readonly days: Costs["byDay"] }) {
  const most = Math.max(1, ...days.map(({ nanoDollars }) => nanoDollars));
  const highest = days.find(({ nanoDollars }) => nanoDollars === most);
  const [first, last] = [days[0], days.at(-1)];
  const words = highest
    ? `Cost of each day; the most was ${money(most)} on ${dayOfBar(highest.day)}`
    : "Cost of each day";
  return (
    <figure class="day-bars">
      <p class="scale soft" aria-hidden="true">
        {money(most)}
      </p>
      <svg
        viewBox={`0 0 ${days.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words}
      >
        {days.map(({ day, nanoDollars }, index) => {
          const height = nanoDollars === 0 ? 1 : Math.max(3, (nanoDollars / most) * HEIGHT);
          return (
            <g key={day}>
              <title>{`${dayOfBar(day)}: ${money(nanoDollars)}`}</title>
              <rect class="catch" x={index * STEP} y={0} width={STEP} height={HEIGHT} />
              <rect
                class={nanoDollars === 0 ? "quiet" : "spent"}
                x={index * STEP + (STEP - WIDTH) / 2}
                y={HEIGHT - height}
                width={WIDTH}
                height={height}
              />
            </g>
          );
        })}
      </svg>
      <figcaption>
        <span>{first && dayOfBar(first.day)}</span>
        <span>{last && dayOfBar(last.day)}</span>
      </figcaption>
    </figure>
  );
}
