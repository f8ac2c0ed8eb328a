import type { Given, SetupAnswers, SetupDialogue } from "../channel-operator.ts";
import { checkKey } from "./check-key.ts";
import { agentPlatformSettings } from "./settings.ts";

/** Asks for the keys of the agents and tries each; null if the user leaves. */
export async function setupAgentPlatform(
  env: Given,
  dialogue: SetupDialogue,
): Promise<SetupAnswers | null> {
  const setting = agentPlatformSettings.whatsappAgentKeys;
  for (;;) {
    const keys = await dialogue.ask(
      setting,
      "API keys of your agents, with commas between them",
      env[setting.env],
    );
    if (keys === null) return null;
    const { verdict } = await dialogue.attempt("Asking WhatsApp", async () => ({
      finding: await checkAll(setting.kind.read(keys) ?? [], env),
    }));
    if (verdict === "leave") return null;
    if (verdict === "keep") return { [setting.env]: keys };
  }
}

/** Returns the steps in WhatsApp: nothing has to reach the bot. */
export function nextAgentSteps(): string {
  return [
    "Nothing has to be entered anywhere: the bot asks WhatsApp for messages.",
    "Each member of the household needs an agent and a key of their own:",
    "WhatsApp → Settings → Agents → Create an agent → its chat → Chat info → API key.",
  ].join("\n");
}

/** Returns the finding of the first key that is at fault, or of the last one. */
async function checkAll(keys: readonly string[], env: Given) {
  const baseUrl = env[agentPlatformSettings.whatsappAgentBaseUrl.env] || null;
  const findings = await Promise.all(keys.map((key) => checkKey(key, baseUrl)));
  const found = findings.find(({ level }) => level !== "ok") ?? findings.at(-1);
  if (found === undefined) throw new Error("a list of keys was accepted without a key");
  return found;
}
