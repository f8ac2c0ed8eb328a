import { SQL } from "bun";
import { startPostgres } from "../../postgres-server.ts";
import { judgeRun, readOptions } from "../program.ts";
import type { Verdict } from "../verdict.ts";
import { runLedger } from "./run.ts";

const options = readOptions(
  `bun test/chaos/ledger/kills.ts [--jobs 1000] [--users 64] [--servers 2] [--kill-one-in 200] [--seed 1]

Kills servers that share a PostgreSQL database in their calls and sends, and compares the ledger with
what the stand-ins have taken, to the nano-dollar.`,
  { jobs: 1_000, users: 64, servers: 2, "kill-one-in": 200, seed: 1 },
);

await judgeRun(async (): Promise<Verdict> => {
  const server = await startPostgres();
  const sql = new SQL({ url: server.url, max: 1 });
  const sum = async (what: string, from: string): Promise<bigint> => {
    const [row] = await sql.unsafe<{ nano: string }[]>(
      `SELECT CAST(COALESCE(${what}, 0) AS TEXT) AS nano FROM ${from}`,
    );
    return BigInt(row?.nano ?? 0);
  };
  const spending = () => sum("SUM(nano_dollars)", "spent_money WHERE LENGTH(period) = 7");
  const spendingOfOne = () => sum("MAX(nano_dollars)", "spent_money WHERE LENGTH(period) = 7");
  let [most, mostOfOne] = [0n, 0n];
  const startedAt = Date.now();
  const run = await runLedger({
    ...options,
    killOneIn: options["kill-one-in"],
    url: server.url,
    onRound: async () => {
      const [all, one] = [await spending(), await spendingOfOne()];
      if (all > most) most = all;
      if (one > mostOfOne) mostOfOne = one;
    },
  });
  const charged = await sum("SUM(nano_dollars)", "charges");
  const reserved = await sum("SUM(nano_dollars + parts_nano_dollars)", "reservations");
  const waiting = await sum("COUNT(*)", "messages WHERE state = 'received'");
  const spent = await spending();
  await sql.close();
  await server.stop();
  const { taken, budget, ends } = run;
  const ofOne = run.mostOfOne > mostOfOne ? run.mostOfOne : mostOfOne;
  const facts = {
    ends,
    taken,
    charged,
    spent,
    reserved,
    waiting,
    most: `${most} of ${budget.monthly}`,
    ofOne: `${ofOne} of ${budget.monthlyPerUser}`,
    seconds: Math.round((Date.now() - startedAt) / 1_000),
  };
  const isKept =
    charged === taken &&
    spent === charged + reserved &&
    most <= budget.monthly &&
    ofOne <= budget.monthlyPerUser &&
    // The budgets were met, and servers were killed.
    ofOne * 10n > budget.monthlyPerUser * 9n &&
    (ends["kills"] ?? 0) > 0;
  return { line: Bun.inspect(facts).replaceAll(/\s+/g, " "), isKept };
});
