// bun test/bench/count-statements.ts: serves as the executable does, and counts the statements that
// reach SQLite; GET /counted on STATEMENTS_PORT tells how many were run, and how many were compiled.
import { Database } from "bun:sqlite";
import { serve } from "../../src/cli/serve.ts";

const counted = { run: 0, compiled: 0 };

/** Puts a function in the place of a method, which it is given to call. */
function wrap(owner: object, name: string, around: (call: () => unknown) => unknown): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== "function") throw new Error(`there is no ${name} to count`);
  Reflect.set(owner, name, function wrapped(this: unknown, ...args: unknown[]): unknown {
    return around(() => Reflect.apply(original, this, args));
  });
}

function countRun(call: () => unknown): unknown {
  counted.run += 1;
  return call();
}

wrap(Database.prototype, "run", (call) => {
  counted.compiled += 1;
  return countRun(call);
});
wrap(Database.prototype, "prepare", (call) => {
  counted.compiled += 1;
  const statement = call();
  // Each statement has methods of its own, by how many parameters it takes.
  for (const name of ["run", "get", "all", "values"]) wrap(Object(statement), name, countRun);
  return statement;
});

Bun.serve({
  hostname: "127.0.0.1",
  port: Number(process.env["STATEMENTS_PORT"]),
  fetch: () => Response.json(counted),
});
await serve();
