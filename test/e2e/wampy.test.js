// Wampy on Node, as it comes.

import { after } from 'node:test';
import { stopAll } from './harness.js';
import { NodeClient } from './wamp_client.js';
import { clientScenario } from './wamp_scenario.js';
import { wampyApp } from './wampy_app.js';

after(stopAll);

// It sends CANCEL only to a router that announces call_canceling, and tells no reason of an end.
clientScenario('Wampy', (server) => NodeClient.open(server, wampyApp), { cancels: 'never', goodbye: null });
