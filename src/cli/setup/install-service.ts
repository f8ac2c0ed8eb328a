import { confirm, isCancel, note, select } from "@clack/prompts";
import { mkdirSync, writeFileSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { environment, type Environment, readSettings } from "../../config.ts";
import { parseDatabaseUrl } from "../../core/database-url.ts";
import { programCommand, runsInNpx } from "../../app/invocation.ts";
import { launchdAgent, type ServiceFacts, systemUnit, userUnit } from "./service-unit.ts";
import { speak } from "./speak.ts";

const NAME = "whatsapp-ai-bot";

/** The complete list of files and commands that install the service. */
interface Plan {
  readonly path: string;
  readonly text: string;
  readonly commands: readonly (readonly string[])[];
}

/** Offers to run the bot as a service of this machine. Returns whether it runs as one now. */
export async function offerService(env: Environment, isTemporary: boolean): Promise<boolean> {
  if (runsInNpx()) {
    speak.info(
      "npx keeps the program in a cache that npm may empty: to run the bot as a service, install it with npm install --global whatsapp-ai-bot, and run setup again.",
    );
    return false;
  }
  const managers = findManagers();
  if (managers.length === 0) {
    speak.info(withoutManager());
    return false;
  }
  const choice = await select({
    message: "Run the bot as a service, which starts with this machine?",
    options: [
      { value: null, label: "No", ...(isTemporary && { hint: "the tunnel ends with this setup" }) },
      ...managers.map(({ value, label, hint }) => ({ value, label, hint })),
    ],
  });
  if (isCancel(choice) || choice === null) return false;
  const plan = PLANS[choice](factsOf(env));
  const commands = plan.commands.map((command) => command.join(" "));
  note([`write  ${plan.path}`, ...commands.map((line) => `run    ${line}`)].join("\n"), "The plan");
  const isAgreed = await confirm({ message: "Do that?" });
  if (isAgreed !== true) return false;
  return carryOut(plan);
}

/** Returns what to do where no service manager is known to this program. */
export function withoutManager(platform: NodeJS.Platform = process.platform): string {
  return platform === "win32"
    ? "setup installs no service on Windows: have the Task Scheduler start the bot in this folder when you log in."
    : "There is no systemd or launchd here: start the bot with your own supervisor.";
}

type ManagerName = "system" | "user" | "launchd";

function findManagers(): { value: ManagerName; label: string; hint: string }[] {
  if (process.platform === "darwin") {
    return [{ value: "launchd", label: "Yes, with launchd", hint: "when you log in" }];
  }
  const managers: { value: ManagerName; label: string; hint: string }[] = [];
  if (isManaging(["systemctl", "is-system-running"]) && (isRoot() || Bun.which("sudo") !== null)) {
    managers.push({
      value: "system",
      label: "Yes, for the whole machine",
      hint: isRoot() ? "systemd" : "systemd, with sudo",
    });
  }
  if (isManaging(["systemctl", "--user", "is-system-running"])) {
    managers.push({
      value: "user",
      label: `Yes, for ${userName()}`,
      hint: "systemd --user",
    });
  }
  return managers;
}

/**
 * Returns whether systemd manages the machine, or the user's session: a container may have only its
 * program.
 */
function isManaging(command: string[]): boolean {
  if (Bun.which("systemctl") === null) return false;
  const { stdout } = Bun.spawnSync(command, { stdin: "ignore", stderr: "ignore", timeout: 5_000 });
  return /^(running|degraded|starting|initializing|maintenance)/.test(stdout.toString());
}

/** Returns the user's name, or the number if the environment has no name: systemd accepts both. */
function userName(): string {
  const { username, uid } = userInfo();
  return username === "unknown" ? String(uid) : username;
}

function isRoot(): boolean {
  return userInfo().uid === 0;
}

function factsOf(env: Environment): ServiceFacts {
  const { databaseUrl } = readSettings(env).config;
  const location = databaseUrl === undefined ? null : parseDatabaseUrl(databaseUrl);
  const isFile = location?.dialect === "sqlite" && !location.isMemory;
  return {
    command: programCommand(),
    folder: process.cwd(),
    writes: isFile ? [dirname(resolve(location.path))] : [],
    user: userName(),
  };
}

const PLANS: Readonly<Record<ManagerName, (facts: ServiceFacts) => Plan>> = {
  system: (facts) => {
    const path = resolve(`${NAME}.service`);
    const rights = isRoot() ? [] : ["sudo"];
    const systemctl = (...words: string[]) => [...rights, "systemctl", ...words];
    return {
      path,
      text: systemUnit(facts),
      commands: [
        [...rights, "install", "-m", "644", path, `/etc/systemd/system/${NAME}.service`],
        systemctl("daemon-reload"),
        systemctl("enable", NAME),
        systemctl("restart", NAME),
      ],
    };
  },
  user: (facts) => {
    const config = environment()["XDG_CONFIG_HOME"] || join(homedir(), ".config");
    const systemctl = (...words: string[]) => ["systemctl", "--user", ...words];
    return {
      path: join(config, "systemd/user", `${NAME}.service`),
      text: userUnit(facts),
      commands: [
        systemctl("daemon-reload"),
        systemctl("enable", NAME),
        systemctl("restart", NAME),
        // Without it, the service ends with the user's last session.
        ["loginctl", "enable-linger", facts.user],
      ],
    };
  },
  launchd: (facts) => {
    const path = join(homedir(), "Library/LaunchAgents", `${NAME}.plist`);
    const domain = `gui/${userInfo().uid}`;
    return {
      path,
      text: launchdAgent(facts, NAME),
      commands: [
        ["launchctl", "bootstrap", domain, path],
        ["launchctl", "kickstart", "-k", `${domain}/${NAME}`],
      ],
    };
  },
};

function carryOut({ path, text, commands }: Plan): boolean {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o644 });
  for (const command of commands) {
    // sudo may ask for a password.
    const { exitCode } = Bun.spawnSync([...command], { stdio: ["inherit", "inherit", "inherit"] });
    if (exitCode !== 0) {
      speak.error(
        `“${command.join(" ")}” ended with ${exitCode}; the earlier steps of the plan are done.`,
      );
      return false;
    }
  }
  speak.success("The service is installed and started.");
  return true;
}
