export const BOLD = 1;
export const ITALIC = 2;
export const STRIKE = 4;

/** A stretch of one line. `loose` is a `**` that Markdown took for text. */
export interface Piece {
  readonly kind: "text" | "code" | "address" | "loose";
  readonly text: string;
  /** BOLD, ITALIC and STRIKE, added up. */
  readonly styles: number;
}
