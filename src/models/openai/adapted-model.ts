import type { OpenAI } from "openai";
import type { Model, ModelCapabilities, ModelRequest } from "../../core/ports.ts";
import { createAdaptation, type OnRefused, type Tailored } from "./adapt.ts";
import type { SendRequest } from "./request.ts";
import { type AnswerContext, readAnswer } from "./read-answer.ts";
import type { Feature } from "./refused-features.ts";

export interface AdaptedModelSettings {
  readonly model: string;
  readonly provider: string;
  readonly maxOutputTokens: number | null;
  readonly capabilities: ModelCapabilities;
  readonly onRefused?: OnRefused | undefined;
}

/** One of the APIs behind which a model is. */
interface Api<Body> {
  /** For error messages, and to recognise its own continuations. */
  readonly what: string;
  readonly keep: NonNullable<AnswerContext["tools"]>["keep"];
  /** Returns a request without the features that the server refuses. */
  tailor(request: ModelRequest, avoided: ReadonlySet<Feature>): Tailored<Body>;
  create(
    client: OpenAI,
    body: Body,
    options: { readonly signal: AbortSignal },
  ): { asResponse(): Promise<Response> };
}

/** Creates a model whose requests omit what its server refuses. */
export function createAdaptedModel<Body extends { readonly tools?: unknown }>(
  { model, provider, capabilities, onRefused }: AdaptedModelSettings,
  exchange: SendRequest,
  { what, keep, tailor, create }: Api<Body>,
): Model {
  const ask = createAdaptation(onRefused);
  return {
    name: model,
    capabilities,
    respond: (request) =>
      ask(
        (avoided) => tailor(request, avoided),
        async (body) => {
          const answer = await exchange({
            what,
            signal: request.signal,
            send: (client, options) => create(client, body, options).asResponse(),
          });
          const { rounds = [], tools: offered = [] } = request;
          const tools = body.tools === undefined ? null : { offered, rounds, keep };
          return readAnswer(answer, { model, provider, what, tools });
        },
      ),
  };
}
