import { editDistance } from "../core/edit-distance.ts";
import type { Environment } from "../config.ts";
import { settings } from "./settings.ts";

const KNOWN: readonly string[] = Object.values(settings).map(({ env }) => env);
/**
 * Names that the runtime, Compose or the deploy files read, and that are not settings of the bot.
 */
const OTHERS =
  /^(BUN_|NODE_|COMPOSE_|POSTGRES_|PG|BOT_DATABASE$|UPSTREAMS?$|TZ$|HTTPS?_PROXY$|NO_PROXY$)/i;
const MAX_SLIPS = 2;

/**
 * Describes names that are probably misspelt settings: every unknown name of the file, and those of
 * the environment, which is shared with other programs, that are close to a setting's name.
 */
export function describeUnknown(file: Environment, environment: Environment): string[] {
  const inFile = Object.keys(file).filter((name) => !isKnown(name));
  const around = Object.keys(environment).filter(
    (name) => !(name in file) && !isKnown(name) && nearestSetting(name) !== null,
  );
  return [...inFile, ...around].map((name) => {
    const nearest = nearestSetting(name);
    return nearest === null
      ? `${name} is not a setting; .env.example lists them all.`
      : `${name} is not a setting; did you mean ${nearest}?`;
  });
}

export function isKnown(name: string): boolean {
  return KNOWN.includes(name) || OTHERS.test(name);
}

/**
 * Returns the setting that differs from a name by at most two characters or by its case only; null
 * if there is none.
 */
function nearestSetting(name: string): string | null {
  const written = name.toUpperCase();
  // In a short name two changes can turn any word into it.
  const allowed = written.length < 8 ? 1 : MAX_SLIPS;
  const near = KNOWN.map((known) => ({ known, slips: editDistance(written, known, allowed) }));
  const [best] = near.toSorted((a, b) => a.slips - b.slips);
  return best !== undefined && best.slips <= allowed ? best.known : null;
}
