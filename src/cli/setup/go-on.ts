import { isCancel, select } from "@clack/prompts";
import type { Finding } from "../../core/finding.ts";

/** Asks after a failed check: try again, keep the value anyway, or leave. */
export async function goOn(finding: Finding): Promise<"keep" | "again" | "leave"> {
  if (finding.level !== "fault") return "keep";
  const choice = await select({
    message: finding.fix ?? "What now?",
    options: [
      { value: "again" as const, label: "Enter it again" },
      { value: "keep" as const, label: "Keep it unchecked" },
      { value: "leave" as const, label: "Leave without writing anything" },
    ],
  });
  return isCancel(choice) ? "leave" : choice;
}
