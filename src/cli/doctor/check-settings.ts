import { existsSync, statSync } from "node:fs";
import type { Config } from "../../config.ts";
import { fault, type Finding, ok, skipped, warning } from "../../core/finding.ts";

/** Returns every invalid setting; each fault ends with its own fix. */
export function checkSettings(faults: readonly string[]): Finding[] {
  if (faults.length === 0) return [ok("all are valid")];
  return faults.map((text) => fault(text, null));
}

/** Checks that only its owner can read the file with the keys. */
export function checkEnvFile(path: string, platform: NodeJS.Platform = process.platform): Finding {
  if (!existsSync(path)) return ok("there is none; only the environment is used");
  // Windows keeps the permissions outside the mode.
  if (platform === "win32")
    return skipped("look at Properties → Security: only you should read it");
  const isOpen = (statSync(path).mode & 0o077) !== 0;
  return isOpen
    ? warning(`others on this machine can read ${path}`, `chmod 600 ${path}`)
    : ok("only its owner can read it");
}

/** Checks the access of strangers to the bot. */
export function checkAccess(config: Partial<Config>): Finding {
  const listed = config.whitelistedUsers?.length ?? 0;
  if (listed > 0) return ok(`${listed} in WHITELISTED_USERS, all others are refused`);
  return warning(
    "WHITELISTED_USERS is empty: anyone who knows the number is answered, at your cost",
    "set WHITELISTED_USERS=+4915112345678,… unless that is what you want",
  );
}

/** Checks the pages that strangers can open. */
export function checkExposure({ appEnv, docsEnabled, metricsToken }: Partial<Config>): Finding {
  if (appEnv !== "production") {
    return warning(
      "APP_ENV is development: /docs and /metrics are open to anyone who reaches this server",
      "set APP_ENV=production on a machine that others can reach",
    );
  }
  if (docsEnabled) return warning("/docs is open to anyone", "set DOCS_ENABLED=false");
  return ok(`/docs is off, /metrics ${metricsToken === null ? "is off" : "requires its token"}`);
}
