import * as fc from "fast-check";
import * as answers from "./answers.ts";
import { receive } from "./inbound.ts";
import * as lanes from "./lanes.ts";
import { BothThrew, type Pair } from "./pair.ts";
import { createPicker, type Picker } from "./picker.ts";
import { queueReminders, readReminders } from "./reminders.ts";
import * as sends from "./sends.ts";
import * as tools from "./tool-calls.ts";
import * as maintenance from "./maintenance.ts";

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
  deadLetter: [2, answers.deadLetter],
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
  work: [2, maintenance.work],
  revive: [2, maintenance.revive],
  note: [1, maintenance.note],
  cleanUp: [2, maintenance.cleanUp],
  govern: [3, maintenance.govern],
  look: [2, maintenance.look],
  readAsAdmin: [2, maintenance.readAsAdmin],
  changeAsAdmin: [3, maintenance.changeAsAdmin],
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
