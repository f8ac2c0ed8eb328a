import * as fc from "fast-check";
import * as answers from "./answers.ts";
import { receive } from "./inbound.ts";
import * as lanes from "./lanes.ts";
import { BothThrew, type Pair } from "./pair.ts";
import { createPicker, type Picker } from "./picker.ts";
import { queueReminders, readReminders } from "./reminders.ts";
import * as sends from "./sends.ts";
import * as tools from "./tool-calls.ts";
import * as upkeep from "./upkeep.ts";

type MakeMove = (pair: Pair, picker: Picker) => Promise<unknown>;

/** The possible moves, with their relative frequency. */
const MOVES: Readonly<Record<string, readonly [weight: number, make: MakeMove]>> = {
  receive: [14, receive],
  claim: [6, lanes.claim],
  begin: [26, lanes.begin],
  renew: [1, lanes.renew],
  release: [1, lanes.release],
  wait: [5, lanes.wait],
  loseLanes: [1, lanes.loseLanes],
  recordAnswer: [14, answers.recordAnswer],
  beginCall: [4, answers.beginCall],
  beginTools: [4, tools.beginToolCalls],
  finishTool: [6, tools.finishToolCall],
  continueAnswer: [8, answers.continueAnswer],
  postponeAnswer: [2, answers.postponeAnswer],
  bury: [2, answers.bury],
  readTurn: [4, answers.readTurn],
  understand: [3, answers.understand],
  obey: [5, answers.obey],
  queueReminders: [6, queueReminders],
  readReminders: [1, readReminders],
  endSend: [16, sends.endSend],
  report: [6, sends.report],
  fetchFile: [4, sends.fetchFile],
  claimReply: [3, sends.claimReply],
  hasten: [1, sends.hasten],
  readSids: [1, sends.readSids],
  work: [2, upkeep.work],
  revive: [2, upkeep.revive],
  note: [1, upkeep.note],
  cleanUp: [2, upkeep.cleanUp],
  govern: [3, upkeep.govern],
  look: [2, upkeep.look],
  lookFromDesk: [2, upkeep.lookFromDesk],
  changeFromDesk: [3, upkeep.changeFromDesk],
};

export interface Move {
  readonly kind: string;
  /** Chooses among whatever there is to choose from then. */
  readonly seed: number;
}

export const anyMove: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(
    ...Object.entries(MOVES).map(([kind, [weight]]) => ({ weight, arbitrary: fc.constant(kind) })),
  ),
  seed: fc.nat(),
});

/** Makes one move on both sides; each takes a millisecond, so that no two happen at once. */
export async function make(pair: Pair, { kind, seed }: Move): Promise<void> {
  const move = MOVES[kind];
  if (move === undefined) throw new Error(`nothing is called ${kind}`);
  pair.clock.jump(1);
  try {
    await move[1](pair, createPicker(seed));
  } catch (reason) {
    if (!(reason instanceof BothThrew)) throw reason;
  }
}
