import type { WebhookReplies } from "../outbox/reply-in-webhook.ts";
import type { Arrived, News } from "../store/news.ts";
import type { Store } from "../store/store.ts";
import type { Worker } from "../worker/worker.ts";

export interface NewsDesk {
  /** Something may be due, also this message: for us, or for others when we have no hand free. */
  wake(arrived?: Arrived): void;
  /** A step of this user's was done. */
  progressed(userId: number): void;
  /** From now on what others tell is acted on. */
  listen(): void;
}

/** Brings what happened to whoever acts on it, here and in the other processes on this database. */
export function wireNews(deps: {
  readonly store: Store;
  readonly replies: WebhookReplies | null;
  readonly worker: Worker;
  /** Whether a message changes the answer that is just being made to the one before. */
  readonly isMerging: boolean;
}): NewsDesk {
  const { store, replies, worker, isMerging } = deps;

  function act(news: News): void {
    switch (news.kind) {
      case "due":
        return worker.wake();
      case "received":
        worker.overtake(news);
        return;
      case "progressed":
        return replies?.progressed(news.userId);
    }
  }

  return {
    listen: () => store.hear(act),
    wake: (arrived) => {
      const isOvertaken = arrived !== undefined && worker.overtake(arrived);
      worker.wake();
      if (worker.isFull()) store.tell({ kind: "due" });
      if (isMerging && arrived !== undefined && !isOvertaken)
        store.tell({ kind: "received", ...arrived });
    },
    progressed: (userId) => {
      if (replies === null) return;
      replies.progressed(userId);
      store.tell({ kind: "progressed", userId });
    },
  };
}
