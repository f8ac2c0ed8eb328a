import { startBot } from "./bot.ts";
import { atMost, quantile } from "./figures.ts";
import type { Measure } from "./measure.ts";
import { askMany, playQuestions } from "./questions.ts";
import { userOf } from "./signed-requests.ts";

/** The environment of the container and the service. */
export const LEAN = { BUN_JSC_forceRAMSize: "134217728", BUN_JSC_useFTLJIT: "0" };

const IDLE_MS = 2_000;
const AT_ONCE = 32;

/** Measures the memory of the executable when idle, and while it answers 100,000 messages. */
export const measureMemory: Measure = async ({ program, standIns, isQuick }) => {
  const total = isQuick ? 10_000 : 100_000;
  const bot = await startBot({ program, standIns: standIns.url, env: LEAN });
  const questions = playQuestions(bot.port, standIns);
  try {
    await Bun.sleep(IDLE_MS);
    const points: [number, number][] = [[0, bot.residentMiB()]];
    const people = Array.from({ length: AT_ONCE }, (_, index) => userOf(index * 31));
    await askMany(questions, people, total, (answered) => {
      if (answered % (total / 10) === 0) points.push([answered, bot.residentMiB()]);
    });
    const afterStart = points.slice(1).map(([, mebibytes]) => mebibytes);
    const [first = 0] = afterStart;
    const counted = total.toLocaleString("en-US");
    return {
      figures: [
        {
          id: "memory.idle",
          what: "resident memory, idle",
          value: points[0]?.[1] ?? 0,
          unit: "MiB",
        },
        {
          id: "memory.last",
          what: `resident memory after ${counted} answers`,
          value: afterStart.at(-1) ?? 0,
          unit: "MiB",
          goal: atMost(120),
        },
        {
          id: "memory.most",
          what: `resident memory, maximum of ten samples during ${counted} answers`,
          value: quantile(afterStart, 1),
          unit: "MiB",
          against: {
            what: `after the first ${(total / 10).toLocaleString("en-US")}`,
            value: first,
          },
          ratio: quantile(afterStart, 1) / first,
        },
      ],
      series: [{ id: "memory", points }],
    };
  } finally {
    questions.close();
    await bot.stop();
  }
};
