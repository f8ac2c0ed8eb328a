import { getTextContent, LLMock } from "@copilotkit/aimock";
import { withoutMoments } from "../turns.ts";
import { answerTo } from "./load.ts";

export interface ChaosModel {
  readonly origin: string;
  /** The text of each call so far. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/**
 * A model on loopback that answers every text as `answerTo` does, after it has thought for so long;
 * where it is offered tools it first has a picture made, sets a reminder, or calls the first tool.
 */
export async function startChaosModel(
  thinkMs: () => number,
  onAsked: (text: string) => void = () => {},
  reminderMinutes = 1,
): Promise<ChaosModel> {
  const asked: string[] = [];
  const openai = new LLMock({ port: 0, logLevel: "silent" });
  openai.onMessage(/./, async (request) => {
    const words = request.messages.findLast(({ role }) => role === "user")?.content ?? null;
    // One that is asked late is told in the user's words what its tools have returned.
    const [said = ""] = (getTextContent(words) ?? "").split("\n\n(You have called");
    const text = withoutMoments(said);
    const tools = request.tools ?? [];
    const named = (name: string) => tools.find((one) => one.function.name === name);
    const tool = named("create_picture") ?? named("set_reminder") ?? tools[0];
    if (tool !== undefined && request.messages.at(-1)?.role !== "tool") {
      const { name } = tool.function;
      const args = {
        text,
        ...(name === "set_reminder" && { in_minutes: reminderMinutes }),
        ...(name === "create_picture" && { description: text, changes_picture: false }),
      };
      return { toolCalls: [{ name, arguments: JSON.stringify(args) }] };
    }
    asked.push(text);
    onAsked(text);
    await Bun.sleep(thinkMs());
    return { content: answerTo(text).join("\n\n") };
  });
  await openai.start();
  return { origin: openai.url, asked, stop: () => openai.stop() };
}
