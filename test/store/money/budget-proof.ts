import { expect, test } from "bun:test";
import { isDeep, rounds } from "../../depth.ts";
import { budgetFor, type MoneyDatabase, runBudgets } from "./budget-run.ts";

const TIMEOUT_MS = isDeep ? 3 * 3_600_000 : 120_000;

/** Proves the budgets of a store under many users at once. */
export function proveBudgets(
  name: string,
  open: () => Promise<MoneyDatabase & { close(): Promise<void> }>,
  jobs: { readonly plain: number; readonly deep: number },
): void {
  test(
    `${name}: no budget is passed by a nano-dollar, and the ledger has what the stand-ins took`,
    async () => {
      const database = await open();
      try {
        const total = rounds(jobs.plain, jobs.deep);
        const budget = budgetFor(64, total);
        const run = await runBudgets(database, { users: 64, jobs: total, seed: 20_261_129 });
        if (isDeep) await Bun.write(Bun.stdout, `${Bun.inspect(run)}\n`);
        expect(run.charged).toBe(run.taken);
        expect(run.spent).toBe(run.charged + run.reserved);
        expect(run.mostOfOne).toBeLessThanOrEqual(budget.monthlyPerUser);
        expect(run.most).toBeLessThanOrEqual(budget.monthly);
        // The budgets were met, not merely kept.
        expect(run.refused).toBeGreaterThan(0);
        expect(run.mostOfOne * 10n).toBeGreaterThan(budget.monthlyPerUser * 9n);
        expect(run.answered).toBeGreaterThan(0);
        for (const end of ["success", "failure", "timeout", "kill"]) {
          expect(run.ends[end] ?? 0).toBeGreaterThan(0);
        }
      } finally {
        await database.close();
      }
    },
    TIMEOUT_MS,
  );
}
