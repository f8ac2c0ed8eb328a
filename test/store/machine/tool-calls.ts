import type { Tool } from "../../../src/answer/tools/tool.ts";
import { addRound, resumeRounds } from "../../../src/answer/tools/tool-rounds.ts";
import type { Lane } from "../../../src/core/lane.ts";
import type { Clock } from "../../../src/core/ports.ts";
import type { Store } from "../../../src/store/store.ts";
import type { Turn } from "../../../src/store/turn.ts";
import { anAnswer } from "../../replies.ts";

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const CALLS = [
  { id: "call_1", name: "act", arguments: "{}" },
  { id: "call_2", name: "act", arguments: '{"again":true}' },
];

export interface ToolCalls {
  /** The key of every call that was made, once for each time. */
  readonly made: readonly string[];
  /**
   * Goes on with what earlier starts of the turn have called, then makes two calls more; one that `isCut`
   * is made, and its process dies before that is noted. Returns whether the turn may go on.
   */
  goOn(store: Store, lane: Lane, turn: Turn, isCut: boolean): Promise<boolean>;
}

/** A tool whose calls are counted, called as the product does. */
export function createToolCalls(clock: Clock): ToolCalls {
  const made: string[] = [];
  const act: Tool = {
    definition: { name: "act", description: "Acts.", parameters: { type: "object" } },
    run: async (_args, { key }) => {
      made.push(key);
      return "done";
    },
  };
  return {
    made,
    goOn: async (store, lane, turn, isCut) => {
      const { signal } = new AbortController();
      const hold = { lane, sendBefore: Infinity, signal, ending: signal };
      const running = { clock, log: quiet, tools: [act], toolTimeoutMs: 20_000 };
      const deps = { store, onToolCall: () => {}, reserveRepeated: async () => true, ...running };
      const rounds = await resumeRounds({ turn, said: [] }, hold, deps);
      if (rounds === null) return false;
      const { usage } = anAnswer("");
      const reply = { kind: "tool-calls", calls: CALLS, continuation: null, usage } as const;
      const dying = {
        ...deps,
        store: { ...store, finishToolCall: async () => false },
      };
      return (
        (await addRound(rounds, reply, { turn, said: [] }, hold, isCut ? dying : deps)) !== null
      );
    },
  };
}
