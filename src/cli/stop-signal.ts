import { readFileSync } from "node:fs";

const SIGHUP_BIT = 1n;

/**
 * Resolves with the first stop signal; a second one ends the process at once, as by default. The
 * end of the terminal (SIGHUP) counts too, unless the process was started to outlive it (nohup).
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  const signals: NodeJS.Signals[] = ["SIGTERM", "SIGINT"];
  if (!isHangupIgnored()) signals.push("SIGHUP");
  return new Promise((resolve) => {
    for (const signal of signals) process.once(signal, resolve);
  });
}

// A handler of ours would undo the effect of nohup. Only Linux reports ignored signals.
function isHangupIgnored(): boolean {
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    const mask = /^SigIgn:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? "0";
    return (BigInt(`0x${mask}`) & SIGHUP_BIT) !== 0n;
  } catch {
    return false;
  }
}
