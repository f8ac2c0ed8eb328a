// bun run audit: what is known against the packages in bun.lock, those for development too.

/** Advisories that cannot be helped for now: why they do not reach us, and until when that is believed. */
const ACCEPTED: readonly { readonly id: string; readonly why: string; readonly until: string }[] =
  [];

const today = new Date().toISOString().slice(0, 10);
const expired = ACCEPTED.filter(({ until }) => until < today);
for (const { id, why, until } of expired) {
  say(`${id} was accepted until ${until} (${why}): look at it again.`);
}

const audit = Bun.spawnSync([
  process.execPath,
  "audit",
  "--json",
  ...ACCEPTED.map(({ id }) => `--ignore=${id}`),
]);
const found = audit.stdout.toString().trim();
if (audit.success) {
  say(`No advisory stands against bun.lock; ${ACCEPTED.length} accepted.`);
} else if (found === "") {
  // Without an answer nothing is known. A registry that has none must not stop everybody's work.
  say("############ NOT AUDITED: the registry was asked for advisories and gave none.");
  say(`############ It said: ${audit.stderr.toString().trim()}`);
  say("############ Run `bun run audit` again where registry.npmjs.org can be reached.");
} else {
  for (const [name, advisories] of Object.entries<unknown>(JSON.parse(found))) {
    for (const { severity, title, url } of Array.isArray(advisories) ? advisories : []) {
      say(`${name}: ${severity}: ${title} ${url}`);
    }
  }
  say("Update what is named (`bun audit fix`), or accept it in .ci/audit.ts with reason and date.");
}
process.exit(expired.length > 0 || (!audit.success && found !== "") ? 1 : 0);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
