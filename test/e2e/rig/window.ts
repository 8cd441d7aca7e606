// A browser window with Tidemark in it, as a person sees and uses it. Whatever the page complains of is kept.
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

const USUAL: BrowserContextOptions = {
  viewport: { width: 1080, height: 720 },
  locale: 'en-US',
  timezoneId: 'UTC',
  colorScheme: 'light',
  reducedMotion: 'reduce',
};

export class Window {
  readonly page: Page;
  readonly #problems: string[] = [];
  readonly #expected: RegExp[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.#problems.push(`error: ${error.message}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.#problems.push(`${message.type()}: ${message.text()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) this.#problems.push(`${response.status()} ${response.url()}`);
    });
  }

  static async open(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Window> {
    const context = await browser.newContext({ ...USUAL, ...options });
    context.setDefaultTimeout(30_000);
    const window = new Window(await context.newPage());
    await window.page.goto(address);
    return window;
  }

  /** Errors, warnings, answers of 400 and above, and whatever the page's policy forbade. */
  get problems(): readonly string[] {
    return this.#problems.filter((problem) => !this.#expected.some((one) => one.test(problem)));
  }

  /** A complaint that belongs to the test. */
  expect(problem: RegExp): void {
    this.#expected.push(problem);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name });
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name }).or(this.page.getByRole('alertdialog', { name }));
  }

  /** Chooses one of a few that stand side by side. */
  async pick(group: string | RegExp, option: string): Promise<void> {
    await this.page.getByRole('radiogroup', { name: group }).getByRole('radio', { name: option, exact: true }).click();
  }

  /** The row of a database, whose name holds its status: `orders.db, Safe`. */
  row(name: string, status = ''): Locator {
    return this.page.getByRole('row', { name: `${name}, ${status}` });
  }

  /** Waits until the text is there to be seen. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  async seesNo(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor({ state: 'hidden' });
  }

  /** By the rail at the left. */
  async go(screen: 'Databases' | 'Destinations' | 'Replicas' | 'Activity' | 'Settings'): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name: screen }).click();
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
