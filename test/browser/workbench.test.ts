import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { type Browser, chromium, type Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPractice, type Practice } from '../../src/start-workbench.ts';
import { installed } from '../support/debian.ts';

await installed('chromium');
const executablePath = '/usr/bin/chromium';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const update = process.env['UPDATE_SCREENSHOTS'] === '1';
const temporary = mkdtempSync(join(tmpdir(), 'oncall-browser-'));
const pictures = update ? join(import.meta.dirname, '../../docs/images') : temporary;

let practice: Practice;
let browser: Browser;
let page: Page;

async function picture(name: string): Promise<void> {
  await page.waitForTimeout(300);
  const shot = PNG.sync.read(await page.screenshot());
  writeFileSync(
    join(pictures, `${name}.png`),
    PNG.sync.write(shot, { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 }),
  );
}

async function type(text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Message #incidents' });
  await box.fill(text);
  await box.press('Enter');
}

function actAs(name: string): Promise<void> {
  return page.getByRole('radio', { name: `Act as ${name}` }).click();
}

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  practice = await openPractice({ state: join(temporary, 'state'), logLevel: 'warn' });
  browser = await chromium.launch({ executablePath, args: flags });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  page.setDefaultTimeout(100_000);
});

afterAll(async () => {
  await browser?.close();
  await practice?.stop();
  rmSync(temporary, { recursive: true, force: true });
});

describe('the workbench in a browser', () => {
  it('shows a diagnosis in its thread, and an approved reload that the host proves', async () => {
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
    await page.goto(practice.workbench.url);
    await page.getByRole('button', { name: 'incidents' }).waitFor();

    await type('/apache diagnose web-03');
    await page.getByRole('button', { name: /reply, open thread/ }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread
      .getByText(/killed apache2/)
      .first()
      .waitFor();
    await thread
      .getByText(/Killed process \d+ \(apache2\)/)
      .first()
      .waitFor();
    await picture('workbench-diagnose');
    await page.getByRole('button', { name: 'Close thread' }).click();

    await type('/apache reload web-06');
    await page.getByText('a plan waits for approval in the thread').waitFor();
    await page
      .getByRole('button', { name: /reply, open thread/ })
      .last()
      .click();
    await thread.getByRole('button', { name: 'Approve' }).waitFor();
    await actAs('Alex');
    await page.evaluate("document.querySelector('#thread button.primary').scrollIntoView({ block: 'end' })");
    await picture('workbench-approve');
    await thread.getByRole('button', { name: 'Approve' }).click();
    const question = page.getByRole('dialog');
    await question.getByText('Graceful reload of web-06?').waitFor();
    await question.getByRole('button', { name: 'Approve' }).click();

    await thread.getByText('Graceful reload of web-06: done and verified on the host').waitFor();
    expect(await thread.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await thread.getByText('New generation').waitFor();
    await picture('workbench-verified');
    expect(faults).toEqual([]);
  });
});
