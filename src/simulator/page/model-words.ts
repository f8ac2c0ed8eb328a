import type { ModelOffer, ModelState } from "../wire.ts";

/** Returns the model's name for the page. */
export function modelName({ kind, name }: Pick<ModelState | ModelOffer, "kind" | "name">): string {
  return kind === "script" ? "Demo script" : name;
}

/** Describes the location and the needs of a model in a few words. */
export function modelPlace({
  kind,
  server,
}: Pick<ModelState | ModelOffer, "kind" | "server">): string {
  switch (kind) {
    case "script":
      return "short fixed answers, no model";
    case "settings":
      return `${server}, with the key of your environment or .env`;
    case "ollama":
      return `Ollama on this machine, ${server}`;
    case "server":
      return `at ${server}`;
  }
}

/** Returns one sentence about the origin of the answers. */
export function modelSentence({ kind, name, server }: ModelState): string {
  switch (kind) {
    case "script":
      return "Answers come from a short script; everything around them is real and stays on this machine.";
    case "settings":
      return `Answers come from ${name} at ${server}, with the key of your environment or .env. They may cost money.`;
    case "server":
      return `Answers come from ${name} at ${server}. WhatsApp and Twilio are played by this machine.`;
  }
}
