import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTwilioStandIn, type TwilioStandIn } from "../../../src/simulator/twilio-stand-in.ts";
import { openTerminal, type TestTerminal } from "../terminal.ts";
import { freePort } from "../../free-port.ts";

export const ACCOUNT_SID = `AC${"7".repeat(32)}`;
export const AUTH_TOKEN = "0123456789abcdef0123456789abcdef";
const OURS = "whatsapp:+15550001111";
export const ADA = "whatsapp:+4915112345678";
export const TUNNEL_URL = "https://quick-brown-fox.trycloudflare.com";

const MAIN = join(import.meta.dir, "../../../src/main.ts");
const MODELS = ["gpt-6-luna", "gpt-6.1-terra", "gpt-5-mini", "text-embedding-9", "whisper-1"];

/** A copy of the real output: a box on standard error, after lines that contain other addresses. */
const CLOUDFLARED = `#!/bin/sh
echo "$@" > "$CALLS/cloudflared"
echo "2026-11-29T18:00:00Z INF Requesting new quick Tunnel on trycloudflare.com..." >&2
echo "INF POST https://api.trycloudflare.com/tunnel" >&2
echo "INF |  ${TUNNEL_URL}                                   |" >&2
exec sleep 120
`;

/** Runs what the unit says when it is told to restart it, as systemd would. */
const SYSTEMCTL = `#!/bin/sh
echo "systemctl $@" >> "$CALLS/systemctl"
case "$*" in
*is-system-running) echo running ;;
"--user restart whatsapp-ai-bot")
  unit="$HOME/.config/systemd/user/whatsapp-ai-bot.service"
  cd "$(sed -n s/^WorkingDirectory=//p "$unit")" || exit 1
  $(sed -n s/^ExecStart=//p "$unit") > "$CALLS/bot.log" 2>&1 &
  echo $! > "$CALLS/bot.pid" ;;
esac
`;

const LOGINCTL = `#!/bin/sh
echo "loginctl $@" >> "$CALLS/systemctl"
`;

const PROGRAMS = { cloudflared: CLOUDFLARED, systemctl: SYSTEMCTL, loginctl: LOGINCTL };

export interface WizardSetup {
  readonly folder: string;
  readonly home: string;
  readonly modelUrl: string;
  /** Of a SearXNG. */
  readonly searchUrl: string;
  readonly twilio: TwilioStandIn;
  /** Returns the arguments of a stand-in program's calls; empty if there were none. */
  calls(program: string): string;
  run(columns?: number): TestTerminal;
  env(): Record<string, string>;
  stop(): Promise<void>;
}

/** An empty folder, a Twilio, a model's server and these programs, of all that setup could find. */
export function setUpWizard(programs: readonly (keyof typeof PROGRAMS)[]): WizardSetup {
  const root = mkdtempSync(join(tmpdir(), "setup-"));
  const made = (name: string) => {
    const path = join(root, name);
    mkdirSync(path);
    return path;
  };
  const [bin, folder, calls, home] = [made("bin"), made("bot"), made("calls"), made("home")];
  for (const name of programs) {
    writeFileSync(join(bin, name), PROGRAMS[name]);
    chmodSync(join(bin, name), 0o755);
  }
  // What the stand-ins themselves need.
  for (const name of ["sh", "sed", "sleep", "echo"]) {
    const path = Bun.which(name);
    if (path !== null)
      writeFileSync(join(bin, name), `#!/bin/sh\nexec ${path} "$@"\n`, { mode: 0o755 });
  }
  const port = freePort();
  const twilio = createTwilioStandIn({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    number: OURS,
    webhookUrl: `http://127.0.0.1:${port}/webhook`,
    publicUrl: TUNNEL_URL,
    account: { senders: () => [{ address: OURS, status: "ONLINE", webhookUrl: null }] },
  });
  const model = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => {
      if (request.url.includes("/search?")) return Response.json({ results: FOUND });
      return request.url.endsWith("/models")
        ? Response.json({ object: "list", data: MODELS.map((id) => ({ id, object: "model" })) })
        : Response.json(COMPLETION);
    },
  });
  const open: TestTerminal[] = [];
  const read = (name: string) => {
    const path = join(calls, name);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  };
  const env = () => ({
    PATH: bin,
    HOME: home,
    CALLS: calls,
    HOST: "127.0.0.1",
    PORT: String(port),
    TWILIO_API_BASE_URL: twilio.url,
    CATCH_UP: "false",
    WELCOME_MESSAGE: "",
  });
  return {
    folder,
    home,
    modelUrl: `http://127.0.0.1:${model.port}/v1`,
    searchUrl: `http://127.0.0.1:${model.port}`,
    twilio,
    calls: read,
    env,
    run: (columns) => {
      const terminal = openTerminal([process.execPath, "--no-env-file", MAIN, "setup"], {
        cwd: folder,
        env: env(),
        ...(columns !== undefined && { columns }),
      });
      open.push(terminal);
      return terminal;
    },
    stop: async () => {
      for (const terminal of open) terminal.stop();
      const pid = Number(read("bot.pid"));
      if (pid > 0) process.kill(pid);
      await Promise.all([twilio.stop(), model.stop(true)]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

const FOUND = [{ url: "https://osm.example/", title: "OpenStreetMap", content: "Maps." }];

const COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "gpt-6.1-terra",
  choices: [
    { index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hello, Ada!" } },
  ],
  usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 },
};
