import { getTextContent, LLMock } from "@copilotkit/aimock";
import { withoutMoments } from "../turns.ts";
import { answerTo } from "./load.ts";

export interface ChaosModel {
  readonly origin: string;
  /** The text of each call so far. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** A model on loopback that answers every text as `answerTo` does, after it has thought for so long. */
export async function startChaosModel(
  thinkMs: () => number,
  onAsked: (text: string) => void = () => {},
): Promise<ChaosModel> {
  const asked: string[] = [];
  const openai = new LLMock({ port: 0, logLevel: "silent" });
  openai.onMessage(/./, async (request) => {
    const text = withoutMoments(getTextContent(request.messages.at(-1)?.content ?? null) ?? "");
    asked.push(text);
    onAsked(text);
    await Bun.sleep(thinkMs());
    return { content: answerTo(text).join("\n\n") };
  });
  await openai.start();
  return { origin: openai.url, asked, stop: () => openai.stop() };
}
