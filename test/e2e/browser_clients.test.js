// Clients in real Chromium, in pages that wstorrentd serves.

import { after, before } from 'node:test';
import { startBrowser } from './browser.js';
import { stopAll } from './harness.js';
import { makeWww, PageClient } from './wamp_client.js';
import { clientScenario } from './wamp_scenario.js';

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => (browser = await startBrowser()));
after(stopAll);

const open = (server) => PageClient.open(server, browser);

const autobahn = makeWww(['autobahn-browser/autobahn.min.js'], ['autobahn_app.js', 'autobahn_page.js']);
clientScenario('Autobahn JS in Chromium', open, { args: ['--www', autobahn] });

const angular = makeWww(
  ['angular/angular.js', 'autobahn-js-built/autobahn.js', 'angular-wamp/release/angular-wamp.js'],
  ['autobahn_app.js', 'angular_page.js'],
);
// Its Autobahn hands on no `retained`; what its call() returns cannot be cancelled.
const traits = /** @type {const} */ ({ tells_retained: false, cancels: 'never' });
clientScenario('AngularWAMP in Chromium', open, { args: ['--www', angular], ...traits });
