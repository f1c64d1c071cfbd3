// npm's Autobahn JS in this process.

import autobahn from 'autobahn';
import { autobahnApp } from './autobahn_app.js';
import { NodeClient } from './wamp_client.js';

autobahn.log.debug = autobahn.log.warn = () => {}; // it tells of every retry

/**
 * One that tries to join.
 * @returns {NodeClient<import('./autobahn_app.js').AutobahnApp>}
 */
export const dialAutobahn = (server, options = {}) =>
  new NodeClient(server, (url, tell) => autobahnApp(autobahn, url, tell, options));

/** One that has joined. */
export async function openAutobahn(server, options = {}) {
  const client = dialAutobahn(server, options);
  await client.joined();
  return client;
}

/**
 * Subscribes past the app; what comes is found in the list that is returned, with all its details.
 * @returns {Promise<{ args: any[], kwargs: any, details: any }[]>}
 */
export async function listen(client, topic, options = {}) {
  const heard = [];
  const on_event = (args, kwargs, details) => void heard.push({ args, kwargs, details });
  await client.app.session.subscribe(topic, on_event, options);
  return heard;
}
