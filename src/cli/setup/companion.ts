const KEPT_CHARACTERS = 20_000;
const LAST_LINES = 6;

/** A program that runs beside setup and ends with it. */
export interface Companion {
  /** Resolves once it has ended and all that it printed is read. */
  readonly ended: Promise<unknown>;
  hasEnded(): boolean;
  /** The last lines that it printed, which say why it failed. */
  lastLines(): string;
  stop(): Promise<void>;
}

/** Starts a program; `heard` is called with what it has printed, each time that this is more. */
export function startCompanion(
  command: readonly string[],
  heard: (printed: string) => void = () => {},
): Companion {
  const child = Bun.spawn([...command], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const kill = () => child.kill();
  process.once("exit", kill);
  let printed = "";
  // To its end: a pipe that is full would stop the program.
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
