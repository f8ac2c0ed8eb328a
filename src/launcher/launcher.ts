#!/usr/bin/env node
// The bin of the npm package, and the only file that runs in Node: it starts the program in Bun.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bunExecutable, isEnough } from "./bun-package.ts";

// Set by the build.
declare const BUN_VERSION: string;

const HERE = dirname(fileURLToPath(import.meta.url));
const PROGRAM = join(HERE, "program/main.js");
/** Settings of Bun that lie in the folder where the program is started must not change it. */
const NO_SETTINGS = join(HERE, "bunfig.toml");
const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
const EX_UNAVAILABLE = 69;

const bun = installedBun() ?? bunInPath();
if (bun === null) {
  process.stderr.write(
    `whatsapp-ai-bot needs Bun ${BUN_VERSION} or later, and there is none for ${process.platform}-${process.arch} here: ` +
      "install it from https://bun.com, or this package again with its optional dependencies.\n",
  );
  process.exitCode = EX_UNAVAILABLE;
} else {
  start(bun);
}

/** Returns the Bun that was installed with this package; null if it was left out. */
function installedBun(): string | null {
  const { platform, arch } = process;
  const machine = arch === "arm64" ? "aarch64" : "x86_64";
  const isMusl = platform === "linux" && existsSync(`/lib/ld-musl-${machine}.so.1`);
  try {
    return createRequire(import.meta.url).resolve(bunExecutable({ platform, arch, isMusl }));
  } catch {
    return null;
  }
}

function bunInPath(): string | null {
  const { stdout, status } = spawnSync("bun", ["--version"], { encoding: "utf8" });
  return status === 0 && isEnough(stdout, BUN_VERSION) ? "bun" : null;
}

function start(command: string): void {
  const options = [`--config=${NO_SETTINGS}`, "--no-env-file", "--no-install"];
  const args = [...options, PROGRAM, ...process.argv.slice(2)];
  const child = spawn(command, args, { stdio: "inherit" });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on("error", ({ message }) => {
    process.stderr.write(`${command} cannot be started: ${message}\n`);
    process.exitCode = EX_UNAVAILABLE;
  });
  child.on("exit", (code, signal) => {
    // As a shell reports a program that a signal ended.
    process.exitCode = signal === null ? (code ?? 0) : 128 + constants.signals[signal];
  });
}
