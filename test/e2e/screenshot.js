// screenshot.js FILE: the README's picture, of a swarm whose transfers are under way.

import { startBrowser, Tab } from './browser.js';
import { startServer, startSwarm, stopAll } from './harness.js';

try {
  const swarm = await startSwarm();
  const server = await startServer({ args: ['--transmission', swarm.address, '--interval', '1'] });
  const viewport = { width: 1180, height: 470 };
  const tab = await Tab.open(await startBrowser(), server, { viewport, deviceScaleFactor: 1.5 });
  const busy = () =>
    [...document.querySelectorAll('#rows [data-field="rateDownload"]')].filter((cell) =>
      /\d{3}\s(kB|MB)|\d\sMB/.test(cell.textContent ?? ''),
    ).length >= 3;
  await tab.sees('three transfers under way', busy);
  await tab.page.screenshot({ path: process.argv[2] });
} finally {
  await stopAll();
}
