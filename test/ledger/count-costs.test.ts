import { expect, test } from "bun:test";
import { createCostCounter } from "../../src/ledger/count-costs.ts";
import type { ChargeSum } from "../../src/store/charges.ts";
import { createFakeClock } from "../fake-clock.ts";

/** Charges by their ids; a missing one is not committed yet. */
function setLedger() {
  const charges = new Map<number, bigint>([[7, 1_000n]]);
  const reads: number[] = [];
  const clock = createFakeClock();
  const store = {
    newestCharge: async () => Math.max(...charges.keys()),
    sumCharges: async ({ after, upTo }: { after: number; upTo: number }): Promise<ChargeSum[]> => {
      const found = [...charges].filter(([id]) => id > after && id <= upTo);
      reads.push(found.length);
      const nanoDollars = found.reduce((sum, [, amount]) => sum + amount, 0n);
      return [{ kind: "model", channel: "twilio", isEstimated: false, nanoDollars }];
    },
  };
  const read = createCostCounter({ store, clock });
  const total = async () => (await read()).reduce((sum, one) => sum + one.nanoDollars, 0n);
  return { charges, reads, clock, total };
}

test("costs count from the start of the process", async () => {
  const { charges, total } = setLedger();
  expect(await total()).toBe(0n);
  charges.set(8, 5n);
  expect(await total()).toBe(5n);
});

test("a charge that is committed after a later one is counted too, and none twice", async () => {
  const { charges, total, clock } = setLedger();
  await total();
  charges.set(9, 5n);
  expect(await total()).toBe(5n);
  clock.jump(30_000);
  charges.set(8, 3n);
  expect(await total()).toBe(8n);
  for (let minute = 0; minute < 5; minute += 1) {
    clock.jump(61_000);
    expect(await total()).toBe(8n);
  }
});

test("old charges are not read again with each scrape", async () => {
  const { charges, total, clock, reads } = setLedger();
  for (let id = 8; id < 1_008; id += 1) charges.set(id, 1n);
  expect(await total()).toBe(1_000n);
  clock.jump(61_000);
  await total();
  clock.jump(61_000);
  await total();
  expect(await total()).toBe(1_000n);
  expect(reads.at(-1)).toBe(0);
});
