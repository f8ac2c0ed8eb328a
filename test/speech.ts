import { join } from "node:path";

const fixture = (name: string) => Bun.file(join(import.meta.dir, "fixtures", name)).bytes();

/** A voice note as a phone records it: mono Ogg Opus. */
export const VOICE_NOTE = new Uint8Array(await fixture("voice-note.ogg"));

/** An answer of `/audio/speech` with this sound. */
export const asFile = (sound: Uint8Array<ArrayBuffer>, contentType = "audio/ogg") =>
  new Response(sound, { headers: { "content-type": contentType } });

/** An answer of Chat Completions with audio: this sound, and what was said in it. */
export function asChat(
  sound: Uint8Array,
  transcript: string,
  usage: Readonly<Record<string, unknown>> = {
    prompt_tokens: 120,
    completion_tokens: 100,
    total_tokens: 220,
    completion_tokens_details: { audio_tokens: 80, text_tokens: 20 },
  },
): Response {
  const audio = { id: "a", data: Buffer.from(sound).toString("base64"), transcript, expires_at: 0 };
  const message = { role: "assistant", content: null, audio };
  return Response.json({
    model: "gpt-audio-1.5",
    choices: [{ index: 0, message, finish_reason: "stop" }],
    usage,
  });
}

/** Returns the text that a request for speech asks to be spoken. */
export function textIn(request: Readonly<Record<string, unknown>>): string {
  const { input, messages } = request;
  if (typeof input === "string") return input;
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : null;
  return String(Object(last).content);
}
