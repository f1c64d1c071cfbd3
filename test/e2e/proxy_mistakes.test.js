// What a proxy before wstorrentd does wrong is told on the page: a browser does not say why there is no WebSocket.

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { startBrowser, Tab } from './browser.js';
import { stopAll } from './harness.js';
import { HttpStub } from './http_stub.js';
import { startPlayed } from './played.js';

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  browser = await startBrowser();
});
after(stopAll);

const hop_by_hop = ['connection', 'upgrade', 'keep-alive', 'transfer-encoding'];

/**
 * Passes requests on, but no upgrade.
 * @param {number} port
 * @param {{ host?: (name: string) => string, answers?: (path: string) => number | null }} mistake
 */
async function startForwarder(port, { host = (name) => name, answers = () => null }) {
  const stub = new HttpStub((request, response) => {
    const status = answers(request.url ?? '');
    if (status) return void response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>no</h1>');
    const headers = { ...request.headers, host: host(request.headers.host ?? '') };
    for (const name of hop_by_hop) delete headers[name];
    const onward = http.request({ port, host: '127.0.0.1', method: request.method, path: request.url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  return { url: `http://127.0.0.1:${await stub.listen()}/` };
}

const mistakes = {
  'it passes no upgrade on': {
    mistake: {},
    said: () => /^The server answers, but no WebSocket comes through to it: .* Upgrade and Connection/,
  },
  'it loses the port of the host': {
    mistake: { host: (name) => name.replace(/:\d+$/, '') },
    said: (url) => new RegExp(`^Pages of ${url.slice(0, -1)} may not use this server; .*--allowed-origin`),
  },
  'it leads /ws nowhere': {
    mistake: { answers: (path) => (path === '/ws' ? 502 : null) },
    said: () => /^Not the server but something before it answers, with the status 502: /,
  },
};

for (const [name, { mistake, said }] of Object.entries(mistakes)) {
  test(`the page says of a proxy: ${name}`, async () => {
    const server = await startPlayed();
    const forwarder = await startForwarder(server.port, mistake);
    const tab = await Tab.open(browser, forwarder);
    const title = tab.page.locator('#banner-title');
    await title.filter({ hasText: said(forwarder.url) }).waitFor();
    assert.equal(await tab.page.innerText('#banner-hint'), 'Trying again by itself.');
    await tab.close();
  });
}
