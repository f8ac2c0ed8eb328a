/** The same limit as the SDK has for one message on standard output. */
const MAX_MESSAGE_BYTES = 10 * 2 ** 20;

const EMPTY_LINES = ["\n\n", "\n\r\n", "\r\r"];
const endOf = ({ buffer, byteOffset, byteLength }: Uint8Array, line: string) =>
  Buffer.from(buffer, byteOffset, byteLength).lastIndexOf(line);

/** Fetches as `fetch` does, and ends a response with one message that is too large. */
export async function limitedFetch(url: string | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (response.body === null) return response;
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  let bytes = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      // An event ends with an empty line; a stream of many may be as long as it likes.
      const end = isStream ? Math.max(...EMPTY_LINES.map((line) => endOf(chunk, line))) : -1;
      bytes = end === -1 ? bytes + chunk.length : chunk.length - end;
      if (bytes > MAX_MESSAGE_BYTES) controller.error(new Error("the message is too large"));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(limit), { status, statusText, headers });
}
