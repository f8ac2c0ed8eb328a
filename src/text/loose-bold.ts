import {
  characterAt,
  characterBefore,
  isSpaceOrEdge,
  isUnspaced,
  isWordCharacter,
} from "./whatsapp-markers.ts";
import { BOLD, type Piece } from "./line-pieces.ts";

/**
 * Makes bold what stands between two `**` that CommonMark leaves as text because a letter and a
 * punctuation mark meet there: `**Note:**this`, `这是**“重要”**的`. Others stay text.
 */
export function settleLooseBold(pieces: readonly Piece[]): readonly Piece[] {
  const loose = pieces.flatMap(({ kind }, index) => (kind === "loose" ? [index] : []));
  if (loose.length < 2) return pieces;
  const pairs = new Map<number, number>();
  let opener: number | null = null;
  for (const index of loose) {
    const before = pieces[index - 1]?.text ?? "";
    const after = pieces[index + 1]?.text ?? "";
    if (opener !== null && mayClose(before, after)) {
      pairs.set(opener, index);
      opener = null;
    } else if (mayOpen(before, after)) {
      opener = index;
    }
  }
  return withPairsBold(pieces, pairs);
}

function mayOpen(before: string, after: string): boolean {
  return (
    !isSpaceOrEdge(characterAt(after, 0)) && !isSpacedWord(characterBefore(before, before.length))
  );
}

function mayClose(before: string, after: string): boolean {
  const last = characterBefore(before, before.length);
  return !isSpaceOrEdge(last) && !(isSpacedWord(last) && isSpacedWord(characterAt(after, 0)));
}

function isSpacedWord(character: string): boolean {
  return isWordCharacter(character) && !isUnspaced(character);
}

function withPairsBold(pieces: readonly Piece[], pairs: ReadonlyMap<number, number>): Piece[] {
  const settled: Piece[] = [];
  let closer = -1;
  for (const [index, piece] of pieces.entries()) {
    if (index === closer) continue;
    if (pairs.has(index)) closer = pairs.get(index) ?? -1;
    else settled.push(index < closer ? { ...piece, styles: piece.styles | BOLD } : piece);
  }
  return settled;
}
