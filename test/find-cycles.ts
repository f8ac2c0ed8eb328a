/** Returns every way that leads back to where it began, such as `a → b → a`. */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = [];
  const path: string[] = [];
  const isDone = new Set<string>();
  const visit = (node: string): void => {
    const start = path.indexOf(node);
    if (start >= 0) cycles.push([...path.slice(start), node].join(" → "));
    if (start >= 0 || isDone.has(node)) return;
    path.push(node);
    for (const next of edges.get(node) ?? []) visit(next);
    path.pop();
    isDone.add(node);
  };
  for (const node of edges.keys()) visit(node);
  return cycles;
}
