import { SQL } from "bun";
import { expect, test } from "bun:test";
import { postgresDialect } from "../../../src/store/postgres/dialect.ts";
import { createCompiler, type Statement } from "../../../src/store/statement.ts";
import { startBurst } from "../../../src/store/steps/begin-turn.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { aMessage } from "../../messages.ts";
import { admitted } from "../conformance/setup.ts";
import { openPostgres } from "../open-postgres.ts";

const OTHERS = 60;

interface PlanNode {
  readonly "Actual Loops": number;
  readonly Plans?: readonly PlanNode[];
}

/** Returns how often the busiest part of a statement's plan ran, of the plan for any values. */
async function mostLoops(
  client: SQL,
  statement: Statement,
  values: Readonly<Record<string, number>>,
): Promise<number> {
  const { text, bound } = createCompiler(postgresDialect)(statement);
  const given = bound.map((value) =>
    typeof value === "object" && value !== null && "name" in value ? values[value.name] : value,
  );
  await client.unsafe("SET plan_cache_mode = force_generic_plan");
  await client.unsafe(`PREPARE asked AS ${text}`);
  await client.unsafe("BEGIN");
  const [row] = await client.unsafe<{ "QUERY PLAN": { Plan: PlanNode }[] }[]>(
    `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE asked (${given.join(", ")})`,
  );
  await client.unsafe("ROLLBACK");
  const loopsIn = (node: PlanNode): number[] => [
    node["Actual Loops"],
    ...(node.Plans ?? []).flatMap(loopsIn),
  ];
  return Math.max(...(row?.["QUERY PLAN"] ?? []).flatMap(({ Plan }) => loopsIn(Plan)));
}

test("an answer is begun without reading the waiting messages of other users", async () => {
  const clock = createFakeClock();
  const { store, where, close } = await openPostgres(clock);
  await using client = new SQL({ url: where, max: 1 });
  try {
    for (let user = 0; user <= OTHERS; user += 1) {
      const from = `whatsapp:+49151000${1_000 + user}`;
      const identity = { phoneNumber: from, externalUserId: null };
      await store.receive(aMessage({ sid: `SM${user}`, from, identity }), admitted);
    }
    const loops = await mostLoops(client, startBurst, { userId: 1, headId: 1, more: 1, now: 1 });
    expect(loops).toBeGreaterThan(0);
    expect(loops).toBeLessThan(OTHERS / 2);
  } finally {
    await close();
  }
});
