import { baseUrl, capabilities, key, matching, oneOf, text, wholeNumber } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const openai = group("OpenAI");

/** Which models answer and listen, and where. */
export const openaiSettings = {
  openaiApiKey: openai("OPENAI_API_KEY", key("an API key"), {
    secret: true,
    otherwise: "required unless OPENAI_BASE_URL is set",
    remedy: "make one at https://platform.openai.com/api-keys, or set OPENAI_BASE_URL",
    example: "your_openai_api_key",
    isUsual: true,
    doc: "The key that pays for the answers.",
  }),
  openaiBaseUrl: openai("OPENAI_BASE_URL", baseUrl, {
    otherwise: "OpenAI itself",
    remedy: "leave it out to talk to OpenAI",
    example: "http://localhost:11434/v1",
    doc: "Another server with OpenAI's API, such as Ollama, Azure or OpenRouter.",
  }),
  openaiApi: openai("OPENAI_API", oneOf("responses", "chat"), {
    otherwise: "responses, or chat when OPENAI_BASE_URL is set",
    remedy: "choose one of these words",
    example: "responses",
    doc: "Which of OpenAI's two APIs is spoken; chat is the one that compatible servers know.",
  }),
  openaiModel: openai("OPENAI_MODEL", text(), {
    default: "gpt-6-luna",
    doc: "The model that answers.",
  }),
  openaiFallbackModel: openai("OPENAI_FALLBACK_MODEL", text(), {
    otherwise: "none",
    remedy: "name a model, or leave it out",
    example: "gpt-6.1-terra",
    doc: "The model that answers while the first one is unavailable.",
  }),
  openaiMaxOutputTokens: openai("OPENAI_MAX_OUTPUT_TOKENS", wholeNumber(16, 1_000_000), {
    default: "2000",
    doc: "The longest answer, the model's own reasoning included.",
  }),
  openaiMaxTokensField: openai(
    "OPENAI_MAX_TOKENS_FIELD",
    oneOf("max_tokens", "max_completion_tokens"),
    {
      otherwise: "max_completion_tokens at OpenAI itself, max_tokens elsewhere",
      remedy: "choose one of these words, or leave it out",
      example: "max_completion_tokens",
      doc: "What OPENAI_MAX_OUTPUT_TOKENS is called on the way, with OPENAI_API=chat.",
    },
  ),
  openaiCapabilities: openai("OPENAI_CAPABILITIES", capabilities, {
    otherwise: "vision,files at OpenAI itself or with OPENAI_API=responses, none elsewhere",
    remedy: "write vision, files or both with a comma between them, or none",
    example: "vision",
    doc: "What the model can be shown beside words: vision for pictures, files for scanned PDFs.",
  }),
  openaiTranscriptionModel: openai("OPENAI_TRANSCRIPTION_MODEL", text(), {
    default: "gpt-transcribe",
    doc: "The model that listens to voice notes.",
  }),
  openaiTranscriptionBaseUrl: openai("OPENAI_TRANSCRIPTION_BASE_URL", baseUrl, {
    otherwise: "OPENAI_BASE_URL",
    remedy: "leave it out to use OPENAI_BASE_URL",
    example: "https://api.groq.com/openai/v1",
    doc: "Another server for voice notes.",
  }),
  openaiTranscriptionApiKey: openai("OPENAI_TRANSCRIPTION_API_KEY", key("an API key"), {
    secret: true,
    otherwise: "OPENAI_API_KEY",
    remedy: "leave it out to use OPENAI_API_KEY",
    example: "your_transcription_api_key",
    doc: "The key of that server.",
  }),
  transcriptionLanguage: openai(
    "TRANSCRIPTION_LANGUAGE",
    matching("a language's two letters, such as de", /^[a-z]{2}$/),
    {
      otherwise: "found out for every voice note",
      remedy: "write its ISO 639-1 code, or leave it out",
      example: "en",
      doc: "The language that voice notes are probably in; saying so makes short ones better understood.",
    },
  ),
} satisfies Record<string, Setting>;
