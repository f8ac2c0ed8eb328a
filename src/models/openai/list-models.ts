import { createRequestSender } from "./request.ts";
import { noAnswer } from "./translate-error.ts";
import { asFields, asList, asText } from "./untrusted.ts";

/**
 * Returns the names of the models that a key may use. Throws `TransientError` or `PermanentError`.
 */
export async function listModels(settings: {
  readonly apiKey: string | null;
  /** Null means OpenAI itself. */
  readonly baseUrl: string | null;
  readonly timeoutMs: number;
}): Promise<string[]> {
  const what = "the list of models";
  const { body } = await createRequestSender(settings)({
    what,
    signal: new AbortController().signal,
    send: (client, options) => client.models.list(options).asResponse(),
  });
  const { data } = asFields(body);
  if (!Array.isArray(data)) throw noAnswer(body, what, "no list");
  return asList(data)
    .map((model) => asText(asFields(model)["id"]))
    .filter((name) => name !== "");
}
