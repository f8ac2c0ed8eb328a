import type { HtmlAttributes } from "./html-tags.ts";

const MAX_OPTION_LENGTH = 500;
/** Inputs that a reader of the page does not see, or that must not be repeated. */
const UNSEEN_INPUTS = new Set(["hidden", "password", "file", "image", "submit", "reset", "button"]);

/** Returns the text that a form field shows; empty if it shows nothing. */
export function inputText(attributes: HtmlAttributes): string {
  const type = (attributes.get("type") ?? "text").toLowerCase();
  if (type === "checkbox" || type === "radio") return attributes.has("checked") ? "☑ " : "☐ ";
  return UNSEEN_INPUTS.has(type) ? "" : (attributes.get("value") ?? "");
}

/** A list of options, of which a page shows the chosen one. */
export interface Choice {
  option(attributes: HtmlAttributes): void;
  text(text: string): void;
  /** Returns the option that is shown. */
  end(): string;
}

export function createChoice(): Choice {
  let first: string | null = null;
  let chosen: string | null = null;
  let current: string | null = null;
  let isChosen = false;
  const endOption = () => {
    if (current === null) return;
    const text = current.trim();
    first ??= text;
    if (isChosen) chosen = text;
    current = null;
  };
  return {
    option(attributes) {
      endOption();
      current = "";
      isChosen = attributes.has("selected");
    },
    text(text) {
      if (current !== null && current.length < MAX_OPTION_LENGTH) current += text;
    },
    end() {
      endOption();
      return chosen ?? first ?? "";
    },
  };
}
