import { join } from "node:path";
import type { Answer, FromServer, Order, Question } from "./protocol.ts";

const PROGRAM = join(import.meta.dir, "server.ts");

/** A question that a lane of a server waits with. */
export interface Asked {
  readonly server: Server;
  readonly question: Question;
  answer(answer: Answer): void;
}

export interface Server {
  /** The questions that it waits with at present. */
  readonly open: ReadonlySet<Asked>;
  /** Rejects if the server ends before it has done so. */
  order(order: Order): Promise<void>;
  kill(): Promise<void>;
}

/** Starts a server of the proof as a process of its own. */
export async function startServer(
  args: readonly string[],
  onQuestion: (asked: Asked) => void,
): Promise<Server> {
  const open = new Set<Asked>();
  const orders = new Map<number, PromiseWithResolvers<void>>();
  const started = Promise.withResolvers<void>();
  let ordered = 0;

  const child = Bun.spawn({
    cmd: [process.execPath, "--no-env-file", PROGRAM, ...args],
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
    serialization: "json",
    ipc: (message: FromServer) => {
      if (message.is === "question") hear(message.id, message.question);
      else if (message.is === "done") {
        orders.get(message.id)?.resolve();
        orders.delete(message.id);
      } else if (message.is === "started") started.resolve();
      else endWith(new Error(`a server failed: ${message.why}`));
    },
    onExit: () => endWith(new Error("the server has ended")),
  });

  function endWith(reason: Error): void {
    started.reject(reason);
    for (const order of orders.values()) order.reject(reason);
    orders.clear();
  }

  function hear(id: number, question: Question): void {
    const asked: Asked = {
      server,
      question,
      answer: (answer) => {
        open.delete(asked);
        child.send({ to: "question", id, answer });
      },
    };
    open.add(asked);
    onQuestion(asked);
  }

  const server: Server = {
    open,
    order: (order) => {
      const pending = Promise.withResolvers<void>();
      ordered += 1;
      orders.set(ordered, pending);
      child.send({ to: "order", id: ordered, order });
      return pending.promise;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
  await started.promise;
  return server;
}
