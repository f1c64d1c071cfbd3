// screenshot.js DESK PHONE: the README's pictures, of a swarm whose transfers are under way.

import { startBrowser, Tab } from './browser.js';
import { startServer, startSwarm, stopAll } from './harness.js';

const [, , desk, phone] = process.argv;

const busy = () =>
  [...document.querySelectorAll('#rows [data-field="rateDownload"]')].filter((cell) =>
    /\d{3}\s(kB|MB)|\d\sMB/.test(cell.textContent ?? ''),
  ).length >= 3;

try {
  const swarm = await startSwarm();
  const server = await startServer({ args: ['--transmission', swarm.address, '--interval', '1'] });
  const browser = await startBrowser();
  const wide = await Tab.open(browser, server, { viewport: { width: 1400, height: 620 }, deviceScaleFactor: 1.5 });
  const narrow = await Tab.open(browser, server, {
    viewport: { width: 390, height: 660 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, colorScheme: 'dark',
  });
  for (const tab of [wide, narrow]) await tab.sees('three transfers under way', busy);
  await wide.page.click('#rows > :nth-child(2)');
  await wide.page.click('#rows > :nth-child(4)', { modifiers: ['Control'] });
  await wide.page.click('#rows > :nth-child(4) .name-text', { button: 'right', position: { x: 150, y: 8 } });
  await wide.page.screenshot({ path: desk });
  await narrow.page.screenshot({ path: phone });
} finally {
  await stopAll();
}
