/** A real browser that shows a page as GitHub does; `npm ci --prefix test/pages` brings it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { summaryPage } from '../../demo/summary.ts';

const require = createRequire(import.meta.url);

/** As much of puppeteer-core as is used here: the gate checks types without it. */
interface Tab {
  setBypassCSP(isBypassed: boolean): Promise<void>;
  setViewport(size: { width: number; height: number }): Promise<void>;
  setContent(html: string): Promise<void>;
  evaluate<R>(script: string): Promise<R>;
  screenshot(options: { path: string; fullPage: boolean }): Promise<unknown>;
}

interface Browser {
  newPage(): Promise<Tab>;
  close(): Promise<void>;
}

interface Puppeteer {
  launch(options: { executablePath: string; args: readonly string[]; headless: 'shell' }): Promise<Browser>;
}

interface Chromium {
  readonly args: readonly string[];
  executablePath(): Promise<string>;
}

export interface Shown {
  /** In pixels. */
  readonly height: number;
  /** How much the page is wider than the window. */
  readonly overflow: number;
  /** First lines of tables that have to be scrolled sideways. */
  readonly wideTables: readonly string[];
  /** Names of elements. */
  readonly elements: readonly string[];
  /** What Mermaid says of a picture that it cannot draw. */
  readonly complaints: readonly string[];
}

export class GitHubPage {
  readonly #browser: Browser;
  readonly #tab: Tab;

  private constructor(browser: Browser, tab: Tab) {
    this.#browser = browser;
    this.#tab = tab;
  }

  static async open(): Promise<GitHubPage> {
    const { default: puppeteer } = (await import(require.resolve('puppeteer-core'))) as {
      default: Puppeteer;
    };
    const { default: chromium } = (await import(require.resolve('@sparticuz/chromium'))) as {
      default: Chromium;
    };
    const executablePath = process.env['CHROME_PATH'] ?? (await chromium.executablePath());
    const browser = await puppeteer.launch({ executablePath, args: chromium.args, headless: 'shell' });
    const tab = await browser.newPage();
    await tab.setBypassCSP(true);
    return new GitHubPage(browser, tab);
  }

  /** As it opens, or with everything unfolded and its pictures drawn. */
  async show(markdown: string, width: number, how: 'folded' | 'unfolded'): Promise<Shown> {
    await this.#tab.setViewport({ width, height: 800 });
    await this.#tab.setContent(summaryPage(markdown));
    const complaints = how === 'folded' ? [] : await this.#unfold(markdown.includes('```mermaid'));
    return { ...(await this.#tab.evaluate<Omit<Shown, 'complaints'>>(MEASURE)), complaints };
  }

  async #unfold(hasPicture: boolean): Promise<readonly string[]> {
    await this.#tab.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
    if (!hasPicture) return [];
    await this.#tab.evaluate(readFileSync(require.resolve('mermaid/dist/mermaid.min.js'), 'utf8'));
    return this.#tab.evaluate<readonly string[]>(DRAW);
  }

  async keep(path: string): Promise<void> {
    await this.#tab.screenshot({ path, fullPage: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

const MEASURE = `(() => {
  const article = document.querySelector('article');
  const tables = [...document.querySelectorAll('table')].filter((table) => table.checkVisibility());
  const wide = tables.filter((table) => table.scrollWidth > table.clientWidth);
  const elements = [...article.querySelectorAll(':not(svg, svg *, .picture)')].map(({ localName }) => localName);
  return {
    height: article.scrollHeight,
    overflow: document.documentElement.scrollWidth - innerWidth,
    wideTables: wide.map((table) => table.rows[0].textContent),
    elements: [...new Set(elements)].sort(),
  };
})()`;

const DRAW = `(async () => {
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
  const complaints = [];
  for (const code of document.querySelectorAll('code.language-mermaid')) {
    const picture = document.createElement('div');
    picture.className = 'picture';
    try {
      picture.innerHTML = (await mermaid.render('picture', code.textContent)).svg;
      if (/syntax error/i.test(picture.textContent)) complaints.push('syntax error');
    } catch (error) {
      complaints.push(String(error));
    }
    code.parentElement.replaceWith(picture);
  }
  return complaints;
})()`;
