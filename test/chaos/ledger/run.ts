import { aMessage } from "../../messages.ts";
import { LEASE } from "../../store/conformance/setup.ts";
import { budgetFor } from "../../store/money/budget-run.ts";
import { ASSUMED, FEE, FREE, type Order, RATE } from "./protocol.ts";
import { type Asked, type Server, startServer } from "./servers.ts";

export interface LedgerRunOptions {
  readonly url: string;
  readonly users: number;
  readonly jobs: number;
  readonly servers: number;
  /** One question in so many kills its server. */
  readonly killOneIn: number;
  readonly seed: number;
  /** Called when nothing is under way. */
  onRound(received: number): Promise<void>;
}

const ENDS = ["success", "success", "success", "failure", "timeout"] as const;
const START = Date.UTC(2026, 10, 22, 12);
const JUMP_MS = LEASE.leaseMs + 1;
const LAST_ROUNDS = 20;

/** Has servers answer many users, kills them in their calls and sends, and counts what the stand-ins take. */
export async function runLedger(options: LedgerRunOptions) {
  const { url, users, jobs, killOneIn } = options;
  const lanes = Math.ceil(users / options.servers);
  const budget = budgetFor(users, jobs);
  const random = createRandom(options.seed);
  const ends: Record<string, number> = { kills: 0 };
  const count = (end: string) => (ends[end] = (ends[end] ?? 0) + 1);
  const sids = new Map<string, string>();
  const servers = new Set<Server>();
  const frozen = new Set<Server>();
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let [taken, delivered, jumps, mostOfOne] = [0n, 0, 0, 0n];

  async function add(): Promise<void> {
    const limits = [budget.monthly, budget.monthlyPerUser].map(String);
    const args = [url, String(START + jumps * JUMP_MS), String(lanes), ...limits];
    servers.add(await startServer(args, hear));
  }

  function track(work: Promise<void>): void {
    const tracked = work
      .catch((reason: unknown) => void failures.push(reason))
      .finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  }

  /** Has one of the servers do it, and another one if that is killed before it has. */
  async function order(what: Order): Promise<void> {
    for (;;) {
      const able = [...servers].filter((server) => !frozen.has(server));
      const server = able[random(able.length)];
      if (server === undefined) await Bun.sleep(1);
      else if (
        await server.order(what).then(
          () => true,
          () => servers.has(server),
        )
      )
        return;
    }
  }

  function hear(asked: Asked): void {
    const { server, question } = asked;
    if (frozen.has(server)) return killIfQuiet(server);
    const isPaid = question.kind === "call" || question.kind === "send";
    if (isPaid && random(killOneIn) === 0) {
      frozen.add(server);
      return killIfQuiet(server);
    }
    if (question.kind === "look-up") {
      const found = question.nonces.map((nonce) => sids.get(nonce) ?? null);
      asked.answer({ kind: "found", sids: found });
    } else if (question.kind === "send") {
      asked.answer({ kind: "sent", sid: takeSend(question.nonce) });
    } else if (question.kind === "call") {
      const spent = BigInt(question.spent);
      if (spent > mostOfOne) mostOfOne = spent;
      asked.answer(takeCall());
    }
  }

  function takeCall() {
    const kind = ENDS[random(ENDS.length)] ?? "success";
    count(kind);
    if (kind === "timeout") taken += ASSUMED;
    if (kind !== "success") return { kind };
    const cost = random(Number(ASSUMED) + 1);
    taken += BigInt(cost);
    return { kind, cost, parts: random(4) };
  }

  function takeSend(nonce: string): string {
    const sid = `SM${sids.size}`;
    sids.set(nonce, sid);
    taken += FEE;
    count("sent");
    const hasFailed = random(6) === 0;
    if (!hasFailed) {
      delivered += 1;
      if (delivered > FREE) taken += RATE;
    }
    const statuses = hasFailed
      ? (["failed"] as const)
      : (["delivered", "read", "delivered"] as const);
    for (const status of statuses) {
      track(order({ kind: "report", report: { nonce, sid, status, errorCode: null } }));
    }
    return sid;
  }

  /** A server is killed while each of its lanes waits for the stand-ins, so that they know of every call. */
  function killIfQuiet(server: Server): void {
    if (server.open.size === lanes && servers.has(server)) track(kill(server));
  }

  async function kill(server: Server): Promise<void> {
    servers.delete(server);
    count("kills");
    await server.kill();
    for (const { question } of server.open) {
      if (question.kind === "call") {
        taken += ASSUMED;
        count("calls cut off");
      } else if (question.kind === "send") {
        count("sends cut off");
        // The messenger has it, or it never arrived.
        if (random(2) === 0) takeSend(question.nonce);
      }
    }
    frozen.delete(server);
    await add();
  }

  const isQuiet = () =>
    underWay.size === 0 &&
    frozen.size === 0 &&
    [...servers].every(
      ({ open }) =>
        open.size === lanes && [...open].every(({ question }) => question.kind === "idle"),
    );

  async function settle(): Promise<void> {
    const deadline = Date.now() + 120_000;
    while (!isQuiet()) {
      if (failures.length > 0) throw new AggregateError(failures, "a server failed");
      if (Date.now() > deadline) throw new Error("the servers did not come to rest");
      await Bun.sleep(1);
    }
  }

  async function round(): Promise<void> {
    for (let wakes = 0; wakes < 2; wakes += 1) {
      for (const server of servers) {
        for (const asked of server.open) asked.answer({ kind: "go-on" });
      }
      await settle();
    }
    // What a killed server held is free once its leases have run out.
    jumps += 1;
    await Promise.all([...servers].map((one) => one.order({ kind: "jump", ms: JUMP_MS })));
  }

  for (let one = 0; one < options.servers; one += 1) await add();
  await settle();
  for (let received = 0; received < jobs;) {
    const some = Math.min(users, jobs - received);
    const messages = Array.from({ length: some }, (_, index) => {
      received += 1;
      const from = `whatsapp:+49151000${String(index).padStart(5, "0")}`;
      return aMessage({ from, sid: `SM-in-${received}` });
    });
    await Promise.all(messages.map((message) => order({ kind: "receive", message })));
    await round();
    await options.onRound(received);
  }
  for (let last = 0; last < LAST_ROUNDS; last += 1) await round();
  await options.onRound(jobs);
  await Promise.all([...servers].map((server) => server.order({ kind: "stop" })));
  await Promise.all([...servers].map((server) => server.kill()));
  return { taken, mostOfOne, budget, ends };
}

function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}
