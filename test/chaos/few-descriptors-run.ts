import { quickFolder } from "../quick-folder.ts";
import { audit, type Findings } from "./audit.ts";
import type { BotProgram } from "./bot-process.ts";
import { createConversations, postUntilAcknowledged } from "./load.ts";
import { setUpChaos } from "./setup.ts";

const THOUGHT_MS = 200;

export interface FewDescriptorsRun {
  readonly findings: Findings;
  /** From the first webhook until the last answer, in milliseconds. */
  readonly tookMs: number;
  readonly settled: string | null;
  /** The number of look-ups of parts that may have been sent. */
  readonly lookups: number;
}

/** The same program, with room for so many open files and connections. */
export function withDescriptors(program: BotProgram, count: number): BotProgram {
  const limited = ["/bin/sh", "-c", `ulimit -n ${count}; exec "$@"`, "sh"];
  return { ...program, command: (orders) => [...limited, ...program.command(orders)] };
}

/** So many users write one message each at once to a bot that can open hardly anything. */
export async function runShortOfDescriptors(
  program: BotProgram,
  { users, descriptors }: { readonly users: number; readonly descriptors: number },
): Promise<FewDescriptorsRun> {
  const setup = await setUpChaos(withDescriptors(program, descriptors), {
    folder: quickFolder("few-descriptors-"),
    thinkMs: () => THOUGHT_MS,
  });
  try {
    await setup.launch().ready;
    const conversations = createConversations(users, 1);
    const startedAt = performance.now();
    await Promise.all(
      conversations.flatMap(({ from, texts }) =>
        texts.map((body) => postUntilAcknowledged(setup.twilio, { from, body }, setup.isUp)),
      ),
    );
    const settled = await setup.settled(users).then(() => null, String);
    const tookMs = performance.now() - startedAt;
    const findings = audit({
      conversations,
      sent: setup.twilio.journal.messages,
      asked: setup.asked,
      cutOff: [],
      stored: setup.stored(),
    });
    const lookups = setup.twilio.journal.calls.filter(
      ({ method, path }) => method === "GET" && path.endsWith("/Messages.json"),
    );
    return { findings, tookMs, settled, lookups: lookups.length };
  } finally {
    await setup.stop();
  }
}
