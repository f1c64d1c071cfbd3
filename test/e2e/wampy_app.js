// What a program does with Wampy, which keeps subscriptions over a reconnect by itself; see App in
// wamp_client.js.

import { Wampy } from 'wampy';
import { WebSocket } from 'ws';

/** How a promise of Wampy's ended. */
const outcome = (promise) =>
  promise.then(
    ({ argsList }) => ({ result: argsList[0] }),
    ({ errorUri = 'none', argsList, message }) => ({ error: errorUri, message: argsList?.[0] ?? message }),
  );

/**
 * @param {string} url
 * @param {(message: import('./wamp_client.js').Told) => void} tell
 * @param {object} [options] more of Wampy's
 * @returns {import('./wamp_client.js').App}
 */
export function wampyApp(url, tell, options = {}) {
  const subscriptions = new Map();
  const wampy = new Wampy(url, {
    realm: 'wstorrent',
    ws: /** @type {any} */ (WebSocket),
    reconnectInterval: 100,
    maxRetries: 0,
    ...options,
    onReconnect: () => tell({ what: 'lost' }),
    onReconnectSuccess: () => tell({ what: 'joined' }),
    onClose: () => tell({ what: 'left', reason: null }),
  });
  wampy.connect().then(() => tell({ what: 'joined' }));

  return {
    subscribe: async (topic) => {
      /** @param {any} event */
      const on_event = ({ argsList, details }) =>
        tell({ what: 'event', topic, payload: argsList?.[0], retained: details.retained === true });
      const { subscriptionKey } = await wampy.subscribe(topic, on_event);
      subscriptions.set(topic, subscriptionKey);
    },
    unsubscribe: (topic) => wampy.unsubscribe(subscriptions.get(topic)),
    call: (procedure, args) => outcome(wampy.call(procedure, { argsList: [], argsDict: args })),
    leave: () => wampy.disconnect(),
  };
}
