const PR_SET_DUMPABLE = 4;
/** The names of the C library on Linux: glibc, then musl by machine. */
const C_LIBRARIES = [
  "libc.so.6",
  `libc.musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`,
];

let hidden: Promise<boolean> | null = null;

/**
 * Makes the environment and the memory of this process unreadable for other processes of the same
 * user, above all its children: Linux then restricts `/proc/PID/environ` and the like to root.
 * Returns whether that succeeded; it is tried once. A child starts readable again, so this process
 * can still watch it.
 */
export function hideProcess(): Promise<boolean> {
  hidden ??= process.platform === "linux" ? setUndumpable() : Promise.resolve(false);
  return hidden;
}

async function setUndumpable(): Promise<boolean> {
  const { dlopen } = await import("bun:ffi");
  const prctl = { args: ["int", "u64", "u64", "u64", "u64"], returns: "int" } as const;
  for (const library of C_LIBRARIES) {
    try {
      return dlopen(library, { prctl }).symbols.prctl(PR_SET_DUMPABLE, 0n, 0n, 0n, 0n) === 0;
    } catch {
      // Another C library, or a system that forbids programs to compile at run time.
    }
  }
  return false;
}
