import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAgentStandIn } from "../../agent-platform/stand-in.ts";
import { createFakeClock } from "../../fake-clock.ts";
import { CTRL_C, DOWN, ENTER, type TestTerminal } from "../terminal.ts";
import {
  ACCOUNT_SID,
  ADA,
  AUTH_TOKEN,
  setUpWizard,
  type WizardSetup,
  TUNNEL_URL,
} from "./wizard-setup.ts";

// Programs of their own, which a busy machine starts slowly.
setDefaultTimeout(120_000);

const AGENT_KEY = "key-of-ada-0123456789";

let setup: WizardSetup;
afterEach(() => setup.stop());

async function answerChannelAndModel(terminal: TestTerminal): Promise<void> {
  await terminal.see(/Ways to WhatsApp[^]*Cost:[^]*For:[^]*Needs:[^]*Which way fits\?/);
  terminal.type(ENTER);
  await terminal.see("Account SID");
  terminal.type(ACCOUNT_SID + ENTER);
  await terminal.see("Auth Token");
  terminal.type(AUTH_TOKEN + ENTER);
  await terminal.see("Which number do users write to?");
  terminal.type(ENTER);
  await terminal.see("Who answers?");
  terminal.type(DOWN + ENTER);
  await terminal.see("Its address");
  terminal.type(setup.modelUrl + ENTER);
  await terminal.see("API key (leave empty for Ollama)");
  terminal.type(ENTER);
  await terminal.see(/Which model answers\?[^]*gpt-6-luna[^]*gpt-6\.1-terra/);
  terminal.type(DOWN + ENTER);
  // OpenAI's own search is not offered for another server.
  await terminal.see(/May the bot search the web\?[^]*No[^]*SearXNG[^]*Brave[^]*Tavily/);
}

test("a private person with an agent on WhatsApp is asked for its key, and for no public address", async () => {
  setup = setUpWizard([]);
  const user = "+4915112345678";
  const agents = createAgentStandIn({ users: { [AGENT_KEY]: user }, clock: createFakeClock() });
  writeFileSync(join(setup.folder, ".env"), `WHATSAPP_AGENT_BASE_URL=${agents.url}\n`);
  const terminal = setup.run();
  await terminal.see(/Ways to WhatsApp[^]*for personal agents[^]*Which way fits\?/);
  terminal.type(DOWN + DOWN + ENTER);
  await terminal.see("API keys of your agents");
  terminal.type(AGENT_KEY + ENTER);
  await terminal.see("WhatsApp accepts the key");
  await terminal.see("Who answers?");
  terminal.type(DOWN + ENTER);
  await terminal.see("Its address");
  terminal.type(setup.modelUrl + ENTER);
  await terminal.see("API key (leave empty for Ollama)");
  terminal.type(ENTER);
  await terminal.see("Which model answers?");
  terminal.type(ENTER);
  await terminal.see("May the bot search the web?");
  terminal.type(ENTER);
  await terminal.see("What else may it do, at your cost?");
  terminal.type(ENTER);
  await terminal.see("Who is answered?");
  terminal.type(ENTER);
  await terminal.see("Nothing has to be entered anywhere");
  await terminal.see("Try it now?");
  terminal.type(DOWN + ENTER);
  expect(await terminal.exited()).toBe(0);
  await agents.stop();
  const written = readFileSync(join(setup.folder, ".env"), "utf8");
  expect(written).toContain(`WHATSAPP_AGENT_KEYS=${AGENT_KEY}`);
  expect(written).toContain("APP_ENV=production");
  expect(written).not.toContain("PUBLIC_URL");
});

test("from nothing to the first answer, with a tunnel and a service", async () => {
  setup = setUpWizard(["cloudflared", "systemctl", "loginctl"]);
  const terminal = setup.run();
  await answerChannelAndModel(terminal);
  terminal.type(DOWN + ENTER);
  await terminal.see(/through a SearXNG server[^]*Its address/);
  terminal.type(setup.searchUrl + ENTER);
  await terminal.see("finds pages");
  // Off by default, and marked with the space bar.
  await terminal.see(
    /What else may it do, at your cost\?[^]*◻ Make pictures[^]*◻ Answer voice notes/,
  );
  terminal.type(` ${DOWN} ${ENTER}`);
  await terminal.see("The model that makes pictures");
  terminal.type(`a-painter${ENTER}`);
  await terminal.see(/Start cloudflared now/);
  terminal.type(ENTER);
  await terminal.see(`cloudflared leads from ${TUNNEL_URL}`);
  await terminal.see("Who is answered?");
  terminal.type(ADA.replace("whatsapp:", "") + ENTER);
  await terminal.see(/Set the webhook of/);
  terminal.type(ENTER);
  await terminal.see("Twilio now calls");
  await terminal.see("Run the bot as a service");
  terminal.type(DOWN + DOWN + ENTER);
  await terminal.see(/The plan[^]*systemctl --user enable whatsapp-ai-bot[^]*Do that\?/);
  expect(setup.calls("systemctl")).not.toContain("enable");
  terminal.type(ENTER);
  await terminal.see("The service is installed and started.");
  await terminal.see("Try it now?");
  terminal.type(ENTER);
  await terminal.see("Write to +15550001111");
  expect((await setup.twilio.sendText({ from: ADA, body: "Hello?" })).status).toBe(200);
  await terminal.see("It works.");
  expect(setup.twilio.journal.messages.map(({ body }) => body)).toContain("Hello, Ada!");
  await terminal.see("Leave cloudflared running?");
  terminal.type(DOWN + ENTER);
  expect(await terminal.exited()).toBe(0);
  expect(terminal.printed()).toMatch(
    /Start: bun --no-env-file \S+main\.ts\s+Check everything: bun --no-env-file \S+main\.ts doctor\s*$/,
  );

  const env = join(setup.folder, ".env");
  expect(statSync(env).mode & 0o777).toBe(0o600);
  expect(readFileSync(env, "utf8")).toContain(`PUBLIC_URL=${TUNNEL_URL}`);
  expect(readFileSync(env, "utf8")).toContain("OPENAI_MODEL=gpt-6.1-terra");
  expect(readFileSync(env, "utf8")).toContain("IMAGE_MODEL=a-painter\nVOICE_REPLIES=auto\n");
  expect(readFileSync(env, "utf8")).toContain(
    `WEB_SEARCH=searxng\nWEB_SEARCH_URL=${setup.searchUrl}\n`,
  );
  expect(setup.calls("cloudflared")).toContain(`--url http://localhost:${setup.env()["PORT"]}`);
  expect(setup.calls("systemctl")).toMatch(/daemon-reload[^]*enable[^]*restart[^]*enable-linger/);
});

test("without systemd setup reports it, starts the bot itself, and Ctrl-C ends the wait and the bot", async () => {
  setup = setUpWizard([]);
  const terminal = setup.run();
  await answerChannelAndModel(terminal);
  terminal.type(ENTER);
  await terminal.see("What else may it do, at your cost?");
  terminal.type(ENTER);
  await terminal.see(/At an address that I enter[^]*cloudflared, ngrok or tailscale can help/);
  terminal.type(ENTER);
  await terminal.see("Its address");
  terminal.type(TUNNEL_URL + ENTER);
  await terminal.see("Who is answered?");
  terminal.type(`+4915187654321${ENTER}`);
  await terminal.see(/Set the webhook of/);
  terminal.type(`${DOWN}${ENTER}`);
  await terminal.see(/Still to do[^]*Senders/);
  await terminal.see("There is no systemd");
  await terminal.see("Try it now?");
  terminal.type(ENTER);
  await terminal.see("The bot is running.");
  await terminal.see("Write to +15550001111");
  await setup.twilio.sendText({ from: ADA, body: "Hello?" });
  await terminal.see(`${ADA.replace("whatsapp:", "")} wrote and was refused`);
  terminal.type(CTRL_C);
  expect(await terminal.exited()).toBe(0);
  expect(terminal.printed()).not.toContain("It works");
  expect(await fetch(`http://127.0.0.1:${setup.env()["PORT"]}/`).catch(() => null)).toBeNull();
});
