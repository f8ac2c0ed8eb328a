import { isCancel, password, text } from "@clack/prompts";
import type { Setting } from "../../config/setting.ts";

/** Asks for one setting until it is valid; null if the user leaves. */
export async function askFor(
  setting: Setting,
  message: string,
  options: { readonly before?: string | undefined; readonly mayBeEmpty?: boolean } = {},
): Promise<string | null> {
  const { before, mayBeEmpty = false } = options;
  // The list of users is no secret to the operator who types it in.
  const isSecret = setting.secret === true && setting.env !== "WHITELISTED_USERS";
  const validate = (given: string | undefined) => {
    const value = given?.trim() ?? "";
    if (value === "") return mayBeEmpty || before ? undefined : "It is required.";
    return setting.kind.read(value) === undefined
      ? `It must be ${setting.kind.expects}.`
      : undefined;
  };
  const kept = before && isSecret ? `${message} (Enter keeps the present one)` : message;
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
