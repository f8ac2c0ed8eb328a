import { editDistance } from "../core/edit-distance.ts";
import type { Environment } from "../config.ts";
import { settings } from "./settings.ts";

const KNOWN: readonly string[] = Object.values(settings).map(({ env }) => env);
/** Read by the runtime, Compose or the deploy files, and no settings of ours. */
const OTHERS =
  /^(BUN_|NODE_|COMPOSE_|POSTGRES_|PG|BOT_DATABASE$|UPSTREAMS?$|TZ$|HTTPS?_PROXY$|NO_PROXY$)/i;
const MAX_SLIPS = 2;

/**
 * Names what was probably meant as a setting and is none: every unknown name of the file, and of the
 * environment, which is shared with other programs, only a name that is close to a setting's.
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

function isKnown(name: string): boolean {
  return KNOWN.includes(name) || OTHERS.test(name);
}

/** Returns the setting that a name is within two slips of, or is but for its case; null if none is. */
function nearestSetting(name: string): string | null {
  const written = name.toUpperCase();
  const near = KNOWN.map((known) => ({ known, slips: editDistance(written, known) }));
  const [best] = near.toSorted((a, b) => a.slips - b.slips);
  // In a short name two slips make any other word of it.
  const allowed = written.length < 8 ? 1 : MAX_SLIPS;
  return best !== undefined && best.slips <= allowed ? best.known : null;
}

/**
 * Describes the lines of an .env file that set nothing: no `=`, and no comment. A quoted value may
 * span several lines.
 */
export function describeStrayLines(text: string): string[] {
  const stray: string[] = [];
  let open: string | null = null;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (open !== null) {
      if (line.includes(open)) open = null;
      continue;
    }
    if (/^\s*(#|$)/.test(line)) continue;
    if (!line.includes("=")) {
      stray.push(
        `Line ${index + 1} of .env has no "=" and sets nothing: write NAME=value, or # before it.`,
      );
      continue;
    }
    const [, quote, rest] = /=\s*(["'`])(.*)$/.exec(line) ?? [];
    if (quote !== undefined && rest !== undefined && !rest.includes(quote)) open = quote;
  }
  return stray;
}
