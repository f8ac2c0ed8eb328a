interface Retirement {
  /** The shutdown date, UTC. */
  readonly on: string;
  readonly successor: string;
  readonly names: readonly string[];
}

const CHAT = "gpt-6-luna";
/** No model of /audio/speech is left: OpenAI speaks through its other APIs. */
const SPEECH = "gpt-audio-1.5 with OPENAI_SPEECH_API=chat";

// From https://developers.openai.com/api/docs/deprecations. A dated snapshot retires with its
// alias, unless it is listed itself.
const RETIREMENTS: readonly Retirement[] = [
  {
    on: "2024-09-13",
    successor: CHAT,
    names: ["gpt-3.5-turbo-16k", "gpt-3.5-turbo-0301", "gpt-3.5-turbo-0613"],
  },
  { on: "2024-12-06", successor: CHAT, names: ["gpt-4-vision-preview"] },
  { on: "2025-06-06", successor: CHAT, names: ["gpt-4-32k"] },
  { on: "2025-07-28", successor: CHAT, names: ["o1-preview"] },
  { on: "2025-10-27", successor: CHAT, names: ["o1-mini"] },
  { on: "2026-02-17", successor: CHAT, names: ["chatgpt-4o-latest"] },
  {
    on: "2026-03-26",
    successor: CHAT,
    names: ["gpt-4-turbo-preview", "gpt-4-0125-preview", "gpt-4-0314"],
  },
  {
    on: "2026-07-23",
    successor: CHAT,
    names: [
      "gpt-5.1-codex",
      "gpt-5.1-chat-latest",
      "gpt-5-chat-latest",
      "gpt-4o-search-preview",
      "gpt-4o-mini-search-preview",
    ],
  },
  { on: "2026-08-10", successor: CHAT, names: ["gpt-5.3-chat-latest", "gpt-5.2-chat-latest"] },
  { on: "2026-09-28", successor: CHAT, names: ["gpt-3.5-turbo-1106"] },
  {
    on: "2026-10-23",
    successor: CHAT,
    names: [
      "gpt-4.1-nano",
      "o4-mini",
      "o3-mini",
      "o1",
      "gpt-4o-2024-05-13",
      "gpt-4-turbo",
      "gpt-4-1106-preview",
      "gpt-4",
      "gpt-4-0613",
      "gpt-3.5-turbo",
      "gpt-3.5-turbo-0125",
    ],
  },
  { on: "2026-10-23", successor: "gpt-image-2.6-flare", names: ["gpt-image-1"] },
  {
    on: "2026-12-01",
    successor: "gpt-image-2.6-flare",
    names: ["gpt-image-1.5", "gpt-image-1-mini", "chatgpt-image-latest"],
  },
  { on: "2026-12-11", successor: CHAT, names: ["gpt-5", "gpt-5-mini", "gpt-5-nano", "o3"] },
  {
    on: "2027-01-06",
    successor: SPEECH,
    names: ["tts-1", "tts-1-hd", "gpt-4o-mini-tts"],
  },
  {
    on: "2027-01-14",
    successor: CHAT,
    names: ["gpt-4.1", "gpt-4.1-mini", "gpt-4o", "gpt-4o-mini"],
  },
  { on: "2027-01-20", successor: "gpt-audio-1.5", names: ["gpt-audio", "gpt-audio-mini"] },
  {
    on: "2027-02-26",
    successor: "gpt-transcribe",
    names: [
      "whisper-1",
      "gpt-4o-transcribe",
      "gpt-4o-mini-transcribe",
      "gpt-4o-transcribe-diarize",
    ],
  },
  { on: "2027-04-01", successor: CHAT, names: ["gpt-5.4-nano", "gpt-5.1"] },
];

/**
 * Returns a sentence for the operator about a model that OpenAI has shut down or will; null for any
 * other name.
 */
export function retiredModel(name: string, now: number): string | null {
  const retirement = find(name) ?? find(name.replace(/-\d{4}(-\d{2}-\d{2})?$/, ""));
  if (retirement === undefined) return null;
  const { on, successor } = retirement;
  const verb = now < Date.parse(on) ? "will be shut down" : "was shut down";
  return `OpenAI's model ${name} ${verb} on ${on}: use ${successor} instead.`;
}

function find(name: string): Retirement | undefined {
  return RETIREMENTS.find(({ names }) => names.includes(name));
}
