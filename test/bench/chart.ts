import { type Figure, shownNumber, useOfLimit } from "./figures.ts";
import type { Results } from "./results.ts";

const WIDTH = 760;
const LABELS = 300;
const ROW = 34;
const BAR = 11;
/** Longer bars are cut: by how much a goal is missed stands beside them. */
const MOST = 3;
const MEMORY_HEIGHT = 150;

/** Readable on a light page and on a dark one, whichever it is shown on. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #57606a }
  .title { font-weight: 600 }
  .before { fill: #9aa4af; stroke: #9aa4af }
  .after { fill: #1f883d; stroke: #1f883d }
  .line { fill: none; stroke-width: 2 }
  .goal { stroke: #cf222e; stroke-dasharray: 4 3 }
  .axis { stroke: #d0d7de }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 }
    .before { fill: #6e7681; stroke: #6e7681 }
    .after { fill: #3fb950; stroke: #3fb950 }
    .goal { stroke: #f85149 }
    .axis { stroke: #3d444d }
  }`;

/** Draws how much of its limit each figure uses, and memory over the answers given, as SVG. */
export function drawChart(before: Results, after: Results): string {
  const rows = headlines(after.figures.length > 0 ? after.figures : before.figures);
  const bars = rows.flatMap((figure, index) => {
    const y = 52 + index * ROW;
    const was = before.figures.find(({ id }) => id === figure.id);
    const is = after.figures.find(({ id }) => id === figure.id);
    return [
      `<text x="${LABELS - 10}" y="${y + 14}" text-anchor="end">${figure.what}</text>`,
      ...bar(was, "before", y),
      ...bar(is, "after", y + BAR + 1),
    ];
  });
  const barsEnd = 52 + rows.length * ROW;
  const goalX = LABELS + scale(1);
  const memory = drawMemory(before, after, barsEnd + 50);
  const height = barsEnd + 50 + MEMORY_HEIGHT + 30;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="How much of its limit each figure uses, before and after">`,
    `<style>${STYLE}</style>`,
    `<text class="title" x="0" y="14">How much of its limit each figure uses: left of the line the goal is met</text>`,
    legend("before", 0),
    legend("after", 90),
    ...bars,
    `<line class="goal" x1="${goalX}" y1="44" x2="${goalX}" y2="${barsEnd}"/>`,
    ...memory,
    "</svg>\n",
  ].join("\n");
}

/** The figures with a goal; of those that grow, the one that grows most. */
function headlines(figures: readonly Figure[]): Figure[] {
  const withGoal = figures.filter(({ goal }) => goal !== undefined);
  const grows = withGoal
    .filter(({ id }) => id.startsWith("growth."))
    .toSorted((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0));
  return [...withGoal.filter(({ id }) => !id.startsWith("growth.")), ...grows.slice(0, 1)];
}

const scale = (use: number) => (Math.min(use, MOST) / MOST) * (WIDTH - LABELS - 70);

function bar(figure: Figure | undefined, moment: string, y: number): string[] {
  const use = figure === undefined ? null : useOfLimit(figure);
  if (figure === undefined || use === null) return [];
  const { value, unit, ratio, goal } = figure;
  const shown =
    goal?.of === "ratio" ? `${(ratio ?? 0).toFixed(2)} ×` : `${shownNumber(value)} ${unit}`;
  const width = scale(use);
  return [
    `<rect class="${moment}" x="${LABELS}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" stroke="none"/>`,
    `<text x="${LABELS + width + 5}" y="${y + 10}">${shown}${use > MOST ? " →" : ""}</text>`,
  ];
}

function legend(moment: string, x: number): string {
  return `<rect class="${moment}" x="${x}" y="24" width="12" height="12" stroke="none"/><text x="${x + 18}" y="34">${moment}</text>`;
}

function drawMemory(before: Results, after: Results, top: number): string[] {
  const lines = [
    ["before", before],
    ["after", after],
  ] as const;
  const all = lines.map(([moment, { series }]) => ({
    moment,
    points: series.find(({ id }) => id === "memory")?.points ?? [],
  }));
  const mostX = Math.max(1, ...all.flatMap(({ points }) => points.map(([x]) => x)));
  const mostY = Math.max(150, ...all.flatMap(({ points }) => points.map(([, y]) => y)));
  const bottom = top + MEMORY_HEIGHT;
  const x = (value: number) => 40 + (value / mostX) * (WIDTH - 80);
  const y = (value: number) => bottom - (value / mostY) * (MEMORY_HEIGHT - 20);
  return [
    `<text class="title" x="0" y="${top - 8}">Resident memory in MiB while ${mostX.toLocaleString("en-US")} messages are answered</text>`,
    `<line class="axis" x1="40" y1="${bottom}" x2="${WIDTH - 40}" y2="${bottom}"/>`,
    `<line class="goal" x1="40" y1="${y(120).toFixed(1)}" x2="${WIDTH - 40}" y2="${y(120).toFixed(1)}"/>`,
    `<text x="0" y="${(y(120) + 4).toFixed(1)}">120</text>`,
    `<text x="0" y="${bottom + 4}">0</text>`,
    ...all.flatMap(({ moment, points }) => {
      if (points.length === 0) return [];
      const path = points.map(([px, py]) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`).join(" ");
      const last = points.at(-1)?.[1] ?? 0;
      return [
        `<polyline class="${moment} line" style="fill:none" points="${path}"/>`,
        `<text x="${WIDTH - 36}" y="${(y(last) + 4).toFixed(1)}">${shownNumber(last)}</text>`,
      ];
    }),
  ];
}
