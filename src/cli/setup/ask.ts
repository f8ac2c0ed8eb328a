import { isCancel, password, text } from "@clack/prompts";
import { settings } from "../../config/settings.ts";

type Key = keyof typeof settings;

/** Asks for one setting until it can be read; null when the person leaves. */
export async function askFor(
  key: Key,
  message: string,
  options: { readonly before?: string | undefined; readonly mayBeEmpty?: boolean } = {},
): Promise<string | null> {
  const { before, mayBeEmpty = false } = options;
  const setting = settings[key];
  const isSecret = "secret" in setting && key !== "whitelistedUsers";
  const validate = (given: string | undefined) => {
    const value = given?.trim() ?? "";
    if (value === "") return mayBeEmpty || before ? undefined : "It is needed.";
    return setting.kind.read(value) === undefined
      ? `It must be ${setting.kind.expects}.`
      : undefined;
  };
  const kept = before && isSecret ? `${message} (Enter keeps the one there is)` : message;
  const answer = isSecret
    ? await password({ message: kept, validate })
    : await text({
        message,
        validate,
        ...(before !== undefined && { initialValue: before }),
        ...("example" in setting &&
          !setting.example.startsWith("your_") && { placeholder: setting.example }),
      });
  if (isCancel(answer)) return null;
  const value = answer.trim();
  return value === "" && isSecret ? (before ?? "") : value;
}
