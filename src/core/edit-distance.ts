/**
 * Returns how many characters must be added, removed or replaced to turn one word into the other;
 * Infinity if they are more than `most`, of which each more takes three times as long.
 */
export function editDistance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return Infinity;
  let same = 0;
  while (same < from.length && from[same] === to[same]) same += 1;
  const [left, right] = [from.slice(same), to.slice(same)];
  if (left === "" || right === "") return left.length + right.length;
  if (most === 0) return Infinity;
  const further = [
    editDistance(left.slice(1), right.slice(1), most - 1),
    editDistance(left.slice(1), right, most - 1),
    editDistance(left, right.slice(1), most - 1),
  ];
  return 1 + Math.min(...further);
}
