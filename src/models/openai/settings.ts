import {
  baseUrl,
  capabilities,
  key,
  matching,
  oneOf,
  text,
  wholeNumber,
} from "../../config/kinds.ts";
import { group, type Setting } from "../../config/setting.ts";

const openai = group("OpenAI");

/** The settings of the models that answer, transcribe and speak. */
export const openaiSettings = {
  openaiApiKey: openai("OPENAI_API_KEY", key("an API key"), {
    secret: true,
    otherwise: "required unless OPENAI_BASE_URL is set",
    remedy: "create one at https://platform.openai.com/api-keys, or set OPENAI_BASE_URL",
    example: "your_openai_api_key",
    isUsual: true,
    doc: "The API key that is charged for the answers.",
  }),
  openaiBaseUrl: openai("OPENAI_BASE_URL", baseUrl, {
    otherwise: "OpenAI",
    remedy: "leave it out to use OpenAI",
    example: "http://localhost:11434/v1",
    doc: "The base URL of another server with OpenAI's API, such as Ollama, Azure or OpenRouter.",
  }),
  openaiApi: openai("OPENAI_API", oneOf("responses", "chat"), {
    otherwise: "responses, or chat if OPENAI_BASE_URL is set",
    remedy: "choose one of these words",
    example: "responses",
    doc: "Which of OpenAI's two APIs is used; compatible servers support chat.",
  }),
  openaiModel: openai("OPENAI_MODEL", text(), {
    default: "gpt-6-luna",
    doc: "The model that answers.",
  }),
  openaiFallbackModel: openai("OPENAI_FALLBACK_MODEL", text(), {
    otherwise: "none",
    remedy: "name a model, or leave it out",
    example: "gpt-6.1-terra",
    doc: "The model that answers while OPENAI_MODEL is unavailable.",
  }),
  openaiMaxOutputTokens: openai("OPENAI_MAX_OUTPUT_TOKENS", wholeNumber(16, 1_000_000), {
    default: "2000",
    doc: "Maximum length of an answer in tokens, including the model's reasoning.",
  }),
  openaiMaxTokensField: openai(
    "OPENAI_MAX_TOKENS_FIELD",
    oneOf("max_tokens", "max_completion_tokens"),
    {
      otherwise: "max_completion_tokens at OpenAI, max_tokens elsewhere",
      remedy: "choose one of these words, or leave it out",
      example: "max_completion_tokens",
      doc: "The request field that carries OPENAI_MAX_OUTPUT_TOKENS with OPENAI_API=chat.",
    },
  ),
  openaiCapabilities: openai("OPENAI_CAPABILITIES", capabilities, {
    otherwise: "vision,files at OpenAI or with OPENAI_API=responses, none elsewhere",
    remedy: "write vision, files or both with a comma between them, or none",
    example: "vision",
    doc: "Input that the model accepts besides text: vision for pictures, files for scanned PDFs.",
  }),
  openaiTranscriptionModel: openai("OPENAI_TRANSCRIPTION_MODEL", text(), {
    default: "gpt-transcribe",
    doc: "The model that transcribes voice notes.",
  }),
  openaiTranscriptionBaseUrl: openai("OPENAI_TRANSCRIPTION_BASE_URL", baseUrl, {
    otherwise: "OPENAI_BASE_URL",
    remedy: "leave it out to use OPENAI_BASE_URL",
    example: "https://api.groq.com/openai/v1",
    doc: "The base URL of another server for transcription.",
  }),
  openaiTranscriptionApiKey: openai("OPENAI_TRANSCRIPTION_API_KEY", key("an API key"), {
    secret: true,
    otherwise: "OPENAI_API_KEY",
    remedy: "leave it out to use OPENAI_API_KEY",
    example: "your_transcription_api_key",
    doc: "The API key of that server.",
  }),
  transcriptionLanguage: openai(
    "TRANSCRIPTION_LANGUAGE",
    matching("a language's two letters, such as de", /^[a-z]{2}$/),
    {
      otherwise: "detected for every voice note",
      remedy: "write its ISO 639-1 code, or leave it out",
      example: "en",
      doc: "The language of most voice notes; setting it improves the transcription of short ones.",
    },
  ),
  openaiSpeechModel: openai("OPENAI_SPEECH_MODEL", text(), {
    default: "gpt-audio-1.5",
    doc: "The model that speaks answers, if VOICE_REPLIES is not off.",
  }),
  openaiSpeechVoice: openai("OPENAI_SPEECH_VOICE", text(), {
    default: "alloy",
    doc: "The name of the voice, as that model knows it.",
  }),
  openaiSpeechApi: openai("OPENAI_SPEECH_API", oneOf("chat", "speech"), {
    otherwise: "chat at OpenAI, speech at another server",
    remedy: "choose one of these words, or leave it out",
    example: "speech",
    doc: "The API that speaks: chat is Chat Completions with audio, speech is /audio/speech.",
  }),
  openaiSpeechBaseUrl: openai("OPENAI_SPEECH_BASE_URL", baseUrl, {
    otherwise: "OPENAI_BASE_URL",
    remedy: "leave it out to use OPENAI_BASE_URL",
    example: "http://localhost:8880/v1",
    doc: "The base URL of another server for speech, such as Kokoro or Speaches.",
  }),
  openaiSpeechApiKey: openai("OPENAI_SPEECH_API_KEY", key("an API key"), {
    secret: true,
    otherwise: "OPENAI_API_KEY",
    remedy: "leave it out to use OPENAI_API_KEY",
    example: "your_speech_api_key",
    doc: "The API key of that server.",
  }),
} satisfies Record<string, Setting>;
