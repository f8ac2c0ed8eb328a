import { expect, test } from "bun:test";
import { waitFor } from "../wait-for.ts";
import { postUntilAcknowledged } from "./load.ts";

const STARTS_WITHIN_MS = 20_000;

test("a message that the bot never accepts is given up, with the bot's last output", async () => {
  let posts = 0;
  const post = async () => {
    posts += 1;
    return { sid: "SM1", status: 503, body: "Busy.", contentType: "text/plain" };
  };
  const message = { from: "whatsapp:+4915100000000", body: "Anybody there?" };
  const posting = postUntilAcknowledged(
    { sendText: post, repeat: post },
    message,
    async () => {},
    250,
  );
  const reason: unknown = await posting.catch((error: unknown) => error);
  expect(String(reason)).toContain('in vain for "Anybody there?" to be acknowledged; found');
  expect(String(reason)).toContain("503");
  expect(posts).toBeGreaterThan(1);
});

test("a program that fails while its users write says why, and ends", async () => {
  const program = Bun.spawn([process.execPath, "--no-env-file", "-e", FAILING], {
    cwd: import.meta.dir,
    stdout: "pipe",
    stderr: "ignore",
  });
  const said = new Response(program.stdout).text();
  try {
    await waitFor("the program to end", program.exited, { deadlineMs: STARTS_WITHIN_MS });
  } finally {
    program.kill("SIGKILL");
  }
  expect(await said).toBe("BROKEN: Error: the database cannot be started\n");
  expect(program.exitCode).toBe(1);
});

/**
 * The order of the chaos programs: Twilio's stand-in is stopped first, and then refuses every post
 * at once.
 */
const FAILING = `
import { createTwilioStandIn } from "../../src/simulator/twilio-stand-in.ts";
import { createAccount } from "./bot-settings.ts";
import { beginLoad } from "./load.ts";
import { perform } from "./program.ts";

const messenger = createTwilioStandIn({ ...createAccount(), webhookUrl: "http://127.0.0.1:1/webhook" });
await perform({ messenger, isUp: async () => {}, stop: () => messenger.stop() }, async (setup) => {
  beginLoad(setup, 3);
  await Bun.sleep(0);
  throw new Error("the database cannot be started");
});
process.exit();
`;
