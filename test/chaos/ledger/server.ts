import type { Lane } from "../../../src/core/lane.ts";
import { textPart } from "../../../src/core/reply-part.ts";
import { openPostgresStore } from "../../../src/store/postgres/postgres-store.ts";
import type { LookUp } from "../../../src/store/lane-store.ts";
import type { Turn } from "../../../src/store/turn.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { bill, money } from "../../store/conformance/charges.ts";
import { admitted, call, LEASE } from "../../store/conformance/setup.ts";
import { FREE_TO_RECEIVE } from "../../store/test-tariff.ts";
import type { Answer, FromServer, Order, Question, ToServer } from "./protocol.ts";

// One server of the ledger's proof: its lanes answer and send, and whatever costs money is asked of the
// program that started it. Not to be started by hand.

const [url = "", startedAt = "0", lanes = "1", monthly = "0", monthlyPerUser = "0"] =
  process.argv.slice(2);
const limits = { monthly: BigInt(monthly), monthlyPerUser: BigInt(monthlyPerUser) };
const clock = createFakeClock(Number(startedAt));
const store = await openPostgresStore({ url, size: 8, clock, tariff: FREE_TO_RECEIVE });
const owner = crypto.randomUUID();
const waiting = new Map<number, (answer: Answer) => void>();
let asked = 0;
let isStopping = false;

function tell(message: FromServer): void {
  process.send?.(message);
}

function ask(question: Question): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  asked += 1;
  waiting.set(asked, resolve);
  tell({ is: "question", id: asked, question });
  return promise;
}

const record = { text: "a", model: "m", usage: null, error: null };
const retry = { delayMs: 0, giveUpMs: 1e12, error: "busy", isCounted: true };

async function answerTurn(lane: Lane, turn: Turn): Promise<void> {
  const start = await store.beginModelCall(lane, turn, call({ money: money(limits) }));
  if (start?.outcome !== "begun") {
    await store.recordAnswer(lane, turn, { ...record, parts: [] });
    return;
  }
  const { month } = await store.moneySpent(turn.userId, "2026-11-22");
  const end = await ask({ kind: "call", spent: String(month) });
  if (end.kind === "success") {
    const parts = Array.from({ length: end.parts }, (_, index) => textPart(`part ${index}`));
    await store.recordAnswer(lane, turn, { ...record, parts, bill: bill(BigInt(end.cost)) });
    return;
  }
  if (end.kind === "timeout") await store.settleTokens(lane, turn, null);
  await store.postponeAnswer(lane, turn, retry);
}

async function lookUp(lane: Lane, { parts }: LookUp): Promise<void> {
  const found = await ask({ kind: "look-up", nonces: parts.map(({ nonce }) => nonce) });
  for (const [index, part] of parts.entries()) {
    const sid = found.kind === "found" ? found.sids[index] : null;
    if (sid == null) await store.postponeSend(lane, part.id, 0, null);
    else await store.recordAccepted(lane, part.id, { sid, nextAfterMs: 0 });
  }
}

async function work(lane: Lane): Promise<void> {
  for (;;) {
    const step = await store.nextStep(lane, LEASE);
    if (step === null) break;
    if (step.kind === "answer") await answerTurn(lane, step.turn);
    else if (step.kind === "look-up") await lookUp(lane, step);
    else if (step.kind === "send") {
      const sent = await ask({ kind: "send", nonce: step.part.nonce });
      if (sent.kind === "sent") {
        await store.recordAccepted(lane, step.part.id, { sid: sent.sid, nextAfterMs: 0 });
      }
    } else break;
  }
  await store.releaseLane(lane);
}

async function worker(): Promise<void> {
  while (!isStopping) {
    const lane = await store.claimLane(owner, LEASE.leaseMs);
    if (lane === null) await ask({ kind: "idle" });
    else await work(lane);
  }
}

async function obey(order: Order): Promise<void> {
  if (order.kind === "receive") await store.receive(order.message, admitted);
  else if (order.kind === "report") await store.recordStatus(order.report);
  else if (order.kind === "jump") clock.jump(order.ms);
  else {
    isStopping = true;
    await store.close();
  }
}

function fail(reason: unknown): void {
  tell({ is: "failed", why: Bun.inspect(reason) });
}

process.on("message", (message: ToServer) => {
  if (message.to === "question") {
    waiting.get(message.id)?.(message.answer);
    waiting.delete(message.id);
    return;
  }
  obey(message.order).then(() => tell({ is: "done", id: message.id }), fail);
});
for (let count = 0; count < Number(lanes); count += 1) worker().catch(fail);
tell({ is: "started" });
