/**
 * Feeds every parser, ranker and formatter with hostile shapes at the largest size that can reach it,
 * and prints for each the slowest one: `bun test/bench/hostile-shapes.ts [part of a name]`; with
 * `DEEP=1` documents at the largest size that Twilio carries.
 */
import { CHILD_READERS, STORED_READERS } from "../hostile/document-readers.ts";
import { costsOf, isTooDear, type Reader } from "../hostile/measure.ts";
import { TEXT_READERS } from "../hostile/readers.ts";
import { SHAPES } from "../hostile/shapes.ts";

const wanted = process.argv[2] ?? "";
const print = (...cells: readonly string[]) => process.stdout.write(`${cells.join(" | ")}\n`);

print("reader", "length", "slowest shape", "ms at a stretch", "ms in all", "growth");
for (const reader of [...TEXT_READERS, ...STORED_READERS]) await report(reader);
for (const reader of CHILD_READERS) await report(reader);

async function report<Input>(reader: Reader<Input>): Promise<void> {
  if (!reader.name.includes(wanted)) return;
  const costs = await costsOf(reader, SHAPES);
  const dear = costs.filter((cost) => isTooDear(cost, reader));
  for (const cost of dear.length > 0 ? dear : costs.slice(0, 1)) {
    print(
      reader.name,
      String(reader.maxLength),
      cost.shape,
      cost.stretchMs.toFixed(0),
      cost.totalMs.toFixed(0),
      cost.growth === 0 ? "-" : cost.growth.toFixed(1),
      ...(isTooDear(cost, reader) ? ["TOO DEAR"] : []),
    );
  }
}
