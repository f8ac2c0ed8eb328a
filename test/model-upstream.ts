interface Recording {
  readonly name: string;
  readonly size: number;
  readonly model: string | null;
  readonly language: string | null;
}

export interface ModelUpstream {
  readonly baseUrl: string;
  /** The bodies of model calls as they stood on the wire, oldest first. */
  readonly asked: WireRequest[];
  readonly recordings: Recording[];
  /** Transcribes every recording to this text from now on, or answers with this response. */
  hears(text: string | (() => Response)): void;
  /** Answers every question with this text from now on. */
  says(text: string): void;
  /** Answers each question with the text that is made for it. */
  answers(text: (request: WireRequest) => string): void;
  /** The requests for speech, of either API, oldest first. */
  readonly spoken: Readonly<Record<string, unknown>>[];
  /** Answers every request for speech with this from now on. */
  speaks(
    answer: (request: Readonly<Record<string, unknown>>) => Response | Promise<Response>,
  ): void;
  /** Is too busy for so many model calls. */
  refuses(calls: number): void;
  stop(): Promise<void>;
}

export interface WireRequest {
  readonly instructions: string;
  readonly input: readonly { readonly role: string; readonly content: string | WirePart[] }[];
}

export type WirePart =
  | { readonly type: "input_text"; readonly text: string }
  | { readonly type: "input_image"; readonly image_url: string; readonly detail: string }
  | { readonly type: "input_file"; readonly filename: string; readonly file_data: string };

/** An upstream that keeps whole what it is shown, pictures included, and answers everything with "I see." unless told. */
export function startModelUpstream(): ModelUpstream {
  const asked: WireRequest[] = [];
  const recordings: Recording[] = [];
  let heard: string | (() => Response) = "Hello from a voice note.";
  let said: (request: WireRequest) => string = () => "I see.";
  let refusals = 0;
  const spoken: Readonly<Record<string, unknown>>[] = [];
  let speak: Parameters<ModelUpstream["speaks"]>[0] = () => new Response("mute", { status: 503 });
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      if (request.url.endsWith("/audio/transcriptions")) {
        recordings.push(await readRecording(request));
        return typeof heard === "string" ? Response.json({ text: heard }) : heard();
      }
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is asserted of it is read by tests only.
      const body = (await request.json()) as WireRequest & Readonly<Record<string, unknown>>;
      if (request.url.endsWith("/audio/speech") || "modalities" in body) {
        spoken.push(body);
        return speak(body);
      }
      asked.push(body);
      refusals -= 1;
      if (refusals >= 0) return new Response("busy", { status: 503 });
      const content = [{ type: "output_text", text: said(body), annotations: [] }];
      return Response.json({
        status: "completed",
        model: "a-model",
        output: [{ type: "message", role: "assistant", content }],
      });
    },
  });
  return {
    baseUrl: `${server.url.origin}/v1`,
    asked,
    recordings,
    spoken,
    speaks: (answer) => {
      speak = answer;
    },
    hears: (text) => {
      heard = text;
    },
    says: (text) => {
      said = () => text;
    },
    answers: (text) => {
      said = text;
    },
    refuses: (calls) => {
      refusals = calls;
    },
    stop: () => server.stop(true),
  };
}

async function readRecording(request: Request): Promise<Recording> {
  const form = await request.formData();
  const file = form.get("file");
  if (!(file instanceof File)) throw new Error("a recording without a file");
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : null;
  };
  return { name: file.name, size: file.size, model: text("model"), language: text("language") };
}
