import type { Locator, Page } from "playwright-core";

/** The phones on the page of the demo, and what their users do, each by the name of the user. */
export function phonesOn(page: () => Page) {
  const phoneOf = (name: string): Locator =>
    page().getByRole("region", { name: `${name}'s phone` });
  const bubbles = (name: string): Locator => phoneOf(name).locator(".bubble");
  const botBubbles = (name: string): Locator => phoneOf(name).locator(".bubble[data-side=bot]");
  const typing = (name: string): Locator =>
    phoneOf(name).getByRole("status", { name: /is typing/ });
  const field = (name: string): Locator => phoneOf(name).getByLabel("Message", { exact: true });

  async function write(name: string, text: string): Promise<void> {
    await field(name).fill(text);
    await field(name).press("Enter");
  }

  async function attach(
    name: string,
    kind: string,
    file: { name: string; mimeType: string; buffer: Buffer },
  ): Promise<void> {
    await phoneOf(name).getByRole("button", { name: "Attach" }).click();
    await phoneOf(name).locator(`input[data-kind="${kind}"]`).setInputFiles(file);
  }

  /** Does it, waits until the bot has said `parts` more, and returns them. */
  async function answered(name: string, act: () => Promise<void>, parts = 1): Promise<string[]> {
    const before = await botBubbles(name).count();
    await act();
    const last = botBubbles(name).nth(before + parts - 1);
    await last.waitFor();
    return (await botBubbles(name).allInnerTexts()).slice(before);
  }

  return { phoneOf, bubbles, botBubbles, typing, field, write, attach, answered };
}
