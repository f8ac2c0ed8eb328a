import { join } from "node:path";
import type { Counted, Order, Told } from "./stand-ins-process.ts";

const ANSWERS_MS = 60_000;

export interface Surroundings {
  readonly url: string;
  /** From now on this bot is told so many things about each of its messages. */
  serve(port: number, reports: number): Promise<void>;
  count(): Promise<Counted>;
  /** Resolves once so many answers have arrived since the start, with the moment of the last. */
  answered(total: number): Promise<number>;
  /** Resolves once this number of reports was acknowledged since the start. */
  reported(total: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts stand-ins for the model and for Twilio in a process of their own. */
export async function startSurroundings(): Promise<Surroundings> {
  const ready = Promise.withResolvers<string>();
  let counting: PromiseWithResolvers<Counted> | null = null;
  let answers = { total: 0, at: 0 };
  let waiting: { readonly total: number; readonly done: (at: number) => void } | null = null;

  function hear(told: Told): void {
    switch (told.kind) {
      case "ready":
        return ready.resolve(told.url);
      case "answered":
        answers = { total: told.total, at: performance.now() };
        if (waiting !== null && told.total >= waiting.total) waiting.done(answers.at);
        return;
      case "counted":
        counting?.resolve(told);
    }
  }

  const child = Bun.spawn({
    cmd: [process.execPath, "--no-env-file", join(import.meta.dir, "stand-ins-process.ts")],
    ipc: hear,
    stdio: ["ignore", "inherit", "inherit"],
  });

  function order(what: Order): Promise<Counted> {
    counting = Promise.withResolvers<Counted>();
    child.send(what);
    return counting.promise;
  }

  async function answered(total: number): Promise<number> {
    if (answers.total >= total) return answers.at;
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    waiting = { total, done: resolve };
    const late = setTimeout(
      () => reject(new Error(`${answers.total} of ${total} answers came in time`)),
      ANSWERS_MS,
    );
    return promise.finally(() => clearTimeout(late));
  }

  const count = () => order({ kind: "count" });

  return {
    url: await ready.promise,
    serve: async (port, reports) => {
      await order({ kind: "serve", port, reports });
    },
    count,
    answered,
    reported: async (total) => {
      const until = performance.now() + ANSWERS_MS;
      for (;;) {
        const { reports } = await count();
        if (reports >= total) return;
        if (performance.now() > until) throw new Error(`${reports} of ${total} reports were made`);
        await Bun.sleep(20);
      }
    },
    stop: async () => {
      child.kill();
      await child.exited;
    },
  };
}
