import { allEnded } from "./all-ended.ts";

type End = () => Promise<void> | void;

/** The ordered shutdown of a process: each part registers its own step where it is created. */
export interface Shutdown {
  /** Returns whether the shutdown has begun. */
  isBegun(): boolean;
  /**
   * Registers a function that stops a piece of work. All of them run at once, before anything is
   * closed.
   */
  onStop(stop: End): void;
  /**
   * Registers a function that closes a shared resource. They run one after another, the last
   * registered first.
   */
  onClose(close: End): void;
  /** Stops and closes everything, even after a failure, and then rejects with the first failure. */
  run(): Promise<void>;
}

export function createShutdown(): Shutdown {
  const stops: End[] = [];
  const open = new AsyncDisposableStack();
  let ending: Promise<void> | null = null;

  async function stopAll(): Promise<void> {
    await allEnded(stops.map(async (stop) => stop()));
  }

  function run(): Promise<void> {
    open.defer(stopAll);
    return open.disposeAsync();
  }

  return {
    isBegun: () => ending !== null,
    onStop: (stop) => {
      stops.push(stop);
    },
    onClose: (close) => {
      open.defer(close);
    },
    run: () => (ending ??= run()),
  };
}
