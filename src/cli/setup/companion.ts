const KEPT_CHARACTERS = 20_000;
const LAST_LINES = 6;

/** A program that runs beside setup and ends with it. */
export interface Companion {
  /** Resolves once it has ended and all its output is read. */
  readonly ended: Promise<unknown>;
  hasEnded(): boolean;
  /** Returns its last lines of output, which explain a failure. */
  lastLines(): string;
  stop(): Promise<void>;
}

/** Starts a program; `heard` is called with all its output so far whenever there is more. */
export function startCompanion(
  command: readonly string[],
  heard: (printed: string) => void = () => {},
): Companion {
  const child = Bun.spawn([...command], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const kill = () => child.kill();
  process.once("exit", kill);
  let printed = "";
  // Reads to the end: a full pipe would stop the program.
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      printed = (printed + decoder.decode(bytes, { stream: true })).slice(-KEPT_CHARACTERS);
      heard(printed);
    }
  };
  return {
    ended: Promise.all([read(child.stdout), read(child.stderr), child.exited]),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    lastLines: () => printed.trim().split("\n").slice(-LAST_LINES).join("\n"),
    stop: async () => {
      kill();
      await child.exited;
    },
  };
}
