type End = () => Promise<void> | void;

/** How a process comes to its end: each part registers its own where it is made. */
export interface Shutdown {
  /** Whether the end has begun. */
  isBegun(): boolean;
  /** Registers what ends a piece of work. All of them are called at once, and before anything closes. */
  onStop(stop: End): void;
  /** Registers what closes a thing that others use: one after another, the last registered first. */
  onClose(close: End): void;
  /** Ends everything, also what comes after a failure, and rejects with that in the end. */
  run(): Promise<void>;
}

export function createShutdown(): Shutdown {
  const stops: End[] = [];
  const open = new AsyncDisposableStack();
  let ending: Promise<void> | null = null;

  async function stopAll(): Promise<void> {
    const stopping = stops.map(async (stop) => stop());
    await Promise.allSettled(stopping);
    await Promise.all(stopping);
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
