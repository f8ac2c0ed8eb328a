/** Replaces `width` units at `at`; edits of one place come in the order of their list. */
export interface Edit {
  readonly at: number;
  readonly width: number;
  readonly text: string;
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let edited = "";
  let from = 0;
  for (const { at, width, text: added } of edits.toSorted((one, other) => one.at - other.at)) {
    edited += text.slice(from, at) + added;
    from = Math.max(from, at + width);
  }
  return edited + text.slice(from);
}
