import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { CHANNELS } from "./channels.ts";
import { CONTENT_CASES } from "./content-cases.ts";
import { DELIVERY_CASES } from "./delivery-cases.ts";

const CASES = [...CONTENT_CASES, ...DELIVERY_CASES];

describe.each(CHANNELS.map((channel) => [channel.name, channel] as const))(
  "on %s",
  (_, channel) => {
    for (const { title, run, isFor } of CASES) {
      if (isFor?.(channel) !== false) test(title, () => run(channel), 60_000);
    }
  },
);

/** The table of what every channel passes: each test above, in its area. */
function conformanceTable(): string {
  const head = ["Area", "Test", ...CHANNELS.map(({ name }) => name)];
  const rows = CASES.map(({ area, title, isFor }) =>
    [area, title].concat(CHANNELS.map((channel) => (isFor?.(channel) === false ? "none" : "✓"))),
  );
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((cells) => cells[i]?.length ?? 0)));
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...rows]
    .map((cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |\n`)
    .join("");
}

const PAGE = join(import.meta.dir, "../../../docs/channels.md");
const BEGIN = "<!-- conformance:begin -->\n\n";
const END = "\n<!-- conformance:end -->";

// `UPDATE_CONFORMANCE=1 bun test test/channels/conformance` writes it anew before it is compared.
test("an operator reads in docs/channels.md what these tests show", async () => {
  const page = await Bun.file(PAGE).text();
  const [before = "", rest = ""] = page.split(BEGIN);
  const [told = "", after = ""] = rest.split(END);
  if (process.env["UPDATE_CONFORMANCE"] === "1") {
    await Bun.write(PAGE, before + BEGIN + conformanceTable() + END + after);
    return;
  }
  expect(told).toBe(conformanceTable());
});
