import { expect, test } from "bun:test";
import { join } from "node:path";
import { rounds } from "../depth.ts";
import { waitFor } from "../wait-for.ts";

// In a process of its own: the memory of this one says nothing.
const script = (people: number) => `
  const { createRateLimit } = await import("${join(import.meta.dir, "../../src/inbox/rate-limit.ts")}");
  const nothing = { admitted: [], refused: [] };
  const limit = createRateLimit(() => ({ maxMessages: 10, windowMs: 60_000 }));
  const now = 1_800_000_000_000;
  async function write(first, last) {
    for (let user = first; user < last; user += 1) {
      const phoneNumber = "whatsapp:+49" + String(user).padStart(10, "0");
      const externalUserId = "whatsapp:DE.user" + user;
      for (let message = 0; message < 3; message += 1) {
        limit.isFlooding({ phoneNumber, externalUserId }, now);
        limit.learn({ phoneNumber, externalUserId }, nothing, now);
        limit.count({ phoneNumber, externalUserId }, now);
      }
    }
  }
  // Until its memory is full once and the engine has settled.
  await write(0, 20_000);
  Bun.gc(true);
  const before = process.memoryUsage.rss();
  await write(20_000, 20_000 + ${people});
  Bun.gc(true);
  process.stdout.write(String((process.memoryUsage.rss() - before) / 2 ** 20));`;

// Bun gives a test 5 s by itself, too short for a child on a busy machine; the wait has its own deadline.
const TIMEOUT_MS = 60_000;

test(
  "a million sender ids take no more memory than ten thousand",
  async () => {
    const people = rounds(100_000, 1_000_000);
    const child = Bun.spawn([process.execPath, "-e", script(people)], { stderr: "inherit" });
    const said = await waitFor("the memory to be measured", child.stdout.text());
    expect(said).toMatch(/^-?\d/);
    const grownMiB = Number(said);
    process.stderr.write(`${people} sender ids: ${grownMiB.toFixed(1)} MiB more\n`);
    expect(grownMiB).toBeLessThanOrEqual(20);
  },
  TIMEOUT_MS,
);
