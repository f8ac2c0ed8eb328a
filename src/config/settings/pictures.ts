import { baseUrl, key, oneOf, text, wholeNumber } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const pictures = group("Pictures");

/** The settings of the pictures that users can ask for. */
export const pictureSettings = {
  imageModel: pictures("IMAGE_MODEL", text(), {
    otherwise: "no pictures are made",
    remedy: "name a model that makes pictures, or leave it out",
    example: "gpt-image-2.6-flare",
    doc: "The model that makes and changes pictures for users. At OpenAI a picture costs from about $0.05; docs/costs.md has the details.",
  }),
  imageQuality: pictures("IMAGE_QUALITY", oneOf("low", "medium", "high"), {
    otherwise: "low at OpenAI, the server's own elsewhere",
    remedy: "choose one of these words, or leave it out",
    example: "medium",
    doc: "The quality of these pictures; each step costs several times as much as the one before.",
  }),
  imageBaseUrl: pictures("IMAGE_BASE_URL", baseUrl, {
    otherwise: "OPENAI_BASE_URL",
    remedy: "leave it out to use OPENAI_BASE_URL",
    example: "http://localhost:8080/v1",
    doc: "The base URL of another server for pictures.",
  }),
  imageApiKey: pictures("IMAGE_API_KEY", key("an API key"), {
    secret: true,
    otherwise: "OPENAI_API_KEY",
    remedy: "leave it out to use OPENAI_API_KEY",
    example: "your_image_api_key",
    doc: "The API key of that server.",
  }),
  dailyImageLimit: pictures("DAILY_IMAGE_LIMIT_PER_USER", wholeNumber(0, 999_999_999), {
    default: "10",
    doc: "Pictures per day that are made for one user; 0 for no limit.",
  }),
} satisfies Record<string, Setting>;
