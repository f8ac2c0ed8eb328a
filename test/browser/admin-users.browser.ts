import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from "bun:test";
import type { Browser } from "playwright-core";
import { type FakeAdmin, startFakeAdmin } from "./admin/fake-admin.ts";
import { fullData } from "./admin/full-data.ts";
import { openAdmin } from "./admin/open-admin.ts";
import { launchBrowser, whyNoBrowser } from "./chromium.ts";

setDefaultTimeout(60_000);

let browser: Browser;
let fake: FakeAdmin;

describe.skipIf(whyNoBrowser !== null)("an owner among the users", () => {
  beforeAll(async () => {
    fake = startFakeAdmin(fullData());
    browser = await launchBrowser();
  });
  beforeEach(() => {
    Object.assign(fake.data, fullData());
    fake.changes.length = 0;
  });
  afterAll(async () => {
    await browser?.close();
    await fake?.stop();
  });

  test("filters, searches and reads on below the first fifty", async () => {
    const { page } = await openAdmin(browser, fake, { path: "users" });
    const rows = page.locator(".user-row");
    await rows.nth(49).waitFor();
    expect(await rows.count()).toBe(50);
    await page.getByRole("button", { name: "Show more" }).click();
    await rows.nth(99).waitFor();
    await page.getByRole("button", { name: "Blocked" }).click();
    await rows.nth(1).waitFor({ state: "detached" });
    expect(await rows.innerText()).toContain("Casino Bonus");
    await page.getByRole("searchbox").fill("amelia");
    await page.getByText("No user matches the search and the filter.").waitFor();
    await page.close();
  });

  test("approves by the code that a user was given, and reads when it is wrong", async () => {
    const { page } = await openAdmin(browser, fake, { path: "users" });
    const code = page.getByLabel("Code that the bot gave the user");
    await code.fill("NOPE");
    await code.press("Enter");
    await page.getByText("No user has this code.").waitFor();
    await code.fill("K7QM");
    await code.press("Enter");
    await page.getByText("Approved. The user may write now.").waitFor();
    await page.locator(".chip").getByText("waits for approval").waitFor({ state: "detached" });
    expect(await code.inputValue()).toBe("");
    await page.close();
  });

  test("gives one user a budget, a persona and a language, and takes them back", async () => {
    const { page } = await openAdmin(browser, fake, { path: "users/2" });
    const save = page.getByRole("button", { name: "Save" });
    await page.getByLabel("Budget a day").fill("lots");
    await page.getByText("An amount in dollars, such as 2.50.").waitFor();
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel("Budget a day").fill("2,50");
    await page.getByLabel("Persona").fill("Be formal.");
    await page.getByLabel("Language").selectOption("Português");
    await save.click();
    await page.getByText("Saved.").waitFor();
    expect(fake.changes).toMatchObject([
      {
        method: "PATCH",
        path: "/users/2",
        body: { dailyBudget: 2_500_000_000, persona: "Be formal.", language: "pt" },
      },
    ]);
    await page.getByLabel("Budget a day").fill("");
    await save.click();
    await page.getByText("Saved.").nth(1).waitFor();
    expect(fake.changes.at(-1)?.body).toEqual({ dailyBudget: null });
    await page.close();
  });

  test("blocks and unblocks, and deletes a fact and a reminder", async () => {
    const { page } = await openAdmin(browser, fake, { path: "users/1" });
    await page.getByRole("button", { name: "Block" }).click();
    await page.locator(".chip").getByText("blocked").waitFor();
    await page.getByRole("button", { name: "Unblock" }).click();
    await page.getByText("May write", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Forget: Is allergic to hazelnuts" }).click();
    await page.getByText("The bot has forgotten it.").waitFor();
    await page.getByText("Is allergic to hazelnuts").waitFor({ state: "detached" });
    await page
      .getByRole("button", { name: "Delete the reminder: Ask about the Christmas menu" })
      .click();
    await page.getByText("Ask about the Christmas menu").waitFor({ state: "detached" });
    expect(fake.changes.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "PATCH /users/1",
      "PATCH /users/1",
      "DELETE /users/1/facts/2",
      "DELETE /users/1/reminders/2",
    ]);
    await page.close();
  });

  test("exports a user", async () => {
    const { page } = await openAdmin(browser, fake, { path: "users/1" });
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export" }).click();
    expect((await download).url()).toContain("/admin/api/users/1/export");
    await page.close();
  });

  test("erases a user only after typing the number", async () => {
    const { page } = await openAdmin(browser, fake, { path: "users/1" });
    await page.getByRole("button", { name: "Erase…" }).click();
    const dialog = page.getByRole("dialog", { name: "Erase this user" });
    const erase = dialog.getByRole("button", { name: "Erase for ever" });
    const typed = dialog.getByLabel("to confirm");
    await dialog.getByText("1,284 messages").waitFor();
    expect(await erase.isDisabled()).toBe(true);
    await typed.fill("+447700900124");
    expect(await erase.isDisabled()).toBe(true);
    await typed.fill("+447700900123");
    await erase.click();
    await page.getByRole("heading", { level: 1, name: "Users" }).waitFor();
    await page.getByText("The user is erased.").waitFor();
    await page.getByText("Amelia Thornton-Whitfield").waitFor({ state: "detached" });
    expect(fake.changes).toMatchObject([{ method: "DELETE", path: "/users/1" }]);
    await page.close();
  });

  test("merges a second number after reading what that does", async () => {
    const { page } = await openAdmin(browser, fake, { path: "users/1" });
    await page.getByRole("button", { name: "Merge…" }).click();
    const dialog = page.getByRole("dialog", { name: "Merge with another user" });
    const who = dialog.getByLabel("The other number or username id");
    const see = dialog.getByRole("button", { name: "See what happens" });
    expect(await see.isDisabled()).toBe(true);
    await who.fill("+1 555");
    await see.click();
    await dialog.getByText("There is no user +1 555.").waitFor();
    await who.fill("+1 000 000 0001");
    await see.click();
    await dialog.getByText("#6 is blocked, so both addresses are.").waitFor();
    await dialog.getByText("This cannot be undone.").waitFor();
    expect(fake.changes).toEqual([]);
    await dialog.getByRole("button", { name: "Back" }).click();
    await who.fill("2");
    await who.press("Enter");
    await dialog.getByText("All of it moves to #1, and #2 is gone.").waitFor();
    await dialog.getByRole("button", { name: "Merge for good" }).click();
    await page.getByText("The two are one user now.").waitFor();
    await page.locator(".addresses").getByText("+351912345678").waitFor();
    await dialog.waitFor({ state: "detached" });
    expect(fake.changes).toMatchObject([
      { method: "POST", path: "/users/1/merge", body: { other: 2 } },
    ]);
    await page.close();
  });
});
