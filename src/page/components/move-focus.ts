/** Moves between messages with the arrow keys; the tab key then reaches a message's tools. */
export function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const target = event.target instanceof Element ? event.target.closest(".bubble") : null;
  if (step === undefined || !target || event.target instanceof HTMLInputElement) return;
  const bubbles = [...(target.parentElement?.querySelectorAll<HTMLElement>(".bubble") ?? [])];
  const next = bubbles[bubbles.findIndex((bubble) => bubble === target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
