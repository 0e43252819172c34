import { createServer, type IncomingMessage, type Server } from 'node:http';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import type { SuiteResult, Target, WorkbenchReply, WorkbenchRequest } from './workbenchRequests';

const actionTimeoutMs = 15_000;

export interface WorkbenchDriverOptions {
  /** Port of the window's Chrome DevTools Protocol. */
  debuggingPort: number;
  /** Folder that screenshots are written to, as `NAME.png`. */
  screenshots: string;
  onResult: (result: SuiteResult) => void;
}

/** Holds the VS Code window for suites that run inside it: looks, clicks and types at their request. */
export class WorkbenchDriver {
  readonly results: SuiteResult[] = [];
  /** Whether the suites' run went to its end. */
  finished = false;
  private lastAskedAt = Date.now();
  private browser: Promise<Browser> | undefined;

  private constructor(
    private readonly server: Server,
    private readonly options: WorkbenchDriverOptions,
  ) {}

  static async start(options: WorkbenchDriverOptions): Promise<WorkbenchDriver> {
    const server = createServer();
    const driver = new WorkbenchDriver(server, options);
    server.on('request', (request: IncomingMessage, response) => {
      void driver.reply(request).then((reply) => response.end(JSON.stringify(reply)));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return driver;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** How long the suites have asked for nothing and reported nothing. */
  get silentForMs(): number {
    return Date.now() - this.lastAskedAt;
  }

  /** Closes the window, whatever runs in it. */
  async closeWindow(): Promise<void> {
    const session = await (await this.connect()).newBrowserCDPSession();
    await session.send('Browser.close');
  }

  /** Lets go of the window; it is not closed. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
    await this.browser?.then((browser) => browser.close()).catch(() => undefined);
  }

  private async reply(message: IncomingMessage): Promise<WorkbenchReply> {
    this.lastAskedAt = Date.now();
    try {
      let body = '';
      for await (const chunk of message) body += String(chunk);
      return await this.perform(JSON.parse(body) as WorkbenchRequest);
    } catch (error) {
      return { error: (error as Error).message };
    }
  }

  private async perform(request: WorkbenchRequest): Promise<WorkbenchReply> {
    if (request.ask === 'report') {
      this.results.push(request.result);
      this.options.onResult(request.result);
      return {};
    }
    if (request.ask === 'finish') {
      this.finished = true;
      return {};
    }
    const page = await this.page();
    switch (request.ask) {
      case 'screenshot':
        await mkdir(this.options.screenshots, { recursive: true });
        await page.screenshot({ path: path.join(this.options.screenshots, `${request.name}.png`) });
        return {};
      case 'click':
        await locate(page, request.target).click({
          button: request.button,
          clickCount: request.clickCount,
          timeout: request.timeoutMs ?? actionTimeoutMs,
        });
        return {};
      case 'hover':
        await locate(page, request.target).hover({ timeout: request.timeoutMs ?? actionTimeoutMs });
        return {};
      case 'mouse':
        await moveMouse(page, request);
        return {};
      case 'picture':
        return { texts: [await locate(page, request.target).evaluate(pictureOf)] };
      case 'attribute':
        return { texts: [(await locate(page, request.target).getAttribute(request.name)) ?? ''] };
      case 'press':
        await page.keyboard.press(request.keys);
        return {};
      case 'type':
        await page.keyboard.type(request.text);
        return {};
      case 'read':
        return { texts: await locateAll(page, request.target).allTextContents() };
      case 'wait':
        await locate(page, request.target).waitFor({
          state: request.state ?? 'visible',
          timeout: request.timeoutMs ?? actionTimeoutMs,
        });
        return {};
    }
  }

  private connect(): Promise<Browser> {
    this.browser ??= chromium.connectOverCDP(`http://127.0.0.1:${this.options.debuggingPort}`);
    return this.browser;
  }

  private async page(): Promise<Page> {
    const pages = (await this.connect()).contexts().flatMap((context) => context.pages());
    const workbench = pages.find((page) => /^(http|vscode-file):/.test(page.url())) ?? pages[0];
    if (!workbench) throw new Error('The VS Code window is gone');
    return workbench;
  }
}

async function moveMouse(
  page: Page,
  { target, action, points, intervalMs = 0 }: Extract<WorkbenchRequest, { ask: 'mouse' }>,
): Promise<void> {
  const box = await locate(page, target).boundingBox();
  if (!box) throw new Error(`${target.selector} is not to be seen`);
  const moves: Promise<void>[] = [];
  for (const [x, y] of points) {
    // As a hand does, without waiting for the window.
    moves.push(page.mouse.move(box.x + x, box.y + y));
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
  await Promise.all(moves);
  if (action === 'down' || action === 'click') await page.mouse.down();
  if (action === 'up' || action === 'click') await page.mouse.up();
}

/** Runs in the page. */
function pictureOf(element: unknown): string {
  return (element as { toDataURL(): string }).toDataURL().replace(/^.*,/, '');
}

function locate(page: Page, target: Target): Locator {
  return locateAll(page, target).nth(target.index ?? 0);
}

function locateAll(page: Page, target: Target): Locator {
  let root: Pick<Page, 'locator' | 'frameLocator'> = page;
  for (const frame of target.frames ?? []) root = root.frameLocator(frame);
  return root.locator(target.selector, target.hasText === undefined ? {} : { hasText: target.hasText });
}
