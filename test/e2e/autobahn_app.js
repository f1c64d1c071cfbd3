// What a page or a program does with Autobahn JS; see App in wamp_client.js.

/** How a promise of Autobahn's ended. */
export const outcome = (promise) =>
  promise.then(
    (result) => ({ result }),
    ({ error = 'none', args, message }) => ({ error, message: args?.[0] ?? message }),
  );

/**
 * How a connection ended: what was not ended by GOODBYE comes back.
 * @returns {import('./wamp_client.js').Told}
 */
export const endOf = ({ reason }) => (reason ? { what: 'left', reason } : { what: 'lost' });

/** @typedef {import('./wamp_client.js').App & { session: any, details: any }} AutobahnApp */

/**
 * @param {any} autobahn the library
 * @param {string} url
 * @param {(message: import('./wamp_client.js').Told) => void} tell
 * @param {object} [options] more of the connection's
 * @returns {AutobahnApp}
 */
export function autobahnApp(autobahn, url, tell, options = {}) {
  const subscriptions = new Map();
  let session;
  let details;
  let begun;

  const subscribe = async (topic) => {
    const on_event = ([payload], kwargs, { retained }) =>
      tell({ what: 'event', topic, payload, retained: retained === true });
    subscriptions.set(topic, await session.subscribe(topic, on_event));
  };

  const connection = new autobahn.Connection({
    url,
    realm: 'wstorrent',
    initial_retry_delay: 0.1,
    max_retry_delay: 0.3,
    max_retries: -1,
    ...options,
  });
  connection.onopen = async (...opened) => {
    [session, details] = opened;
    for (const topic of [...subscriptions.keys()]) await subscribe(topic);
    tell({ what: 'joined' });
  };
  connection.onclose = (reason, end) => void tell(endOf(end));
  connection.open();

  return {
    subscribe,
    unsubscribe: async (topic) => {
      await session.unsubscribe(subscriptions.get(topic));
      subscriptions.delete(topic);
    },
    call: (procedure, args) => outcome(session.call(procedure, [], args)),
    begin: async (procedure, args) => {
      const call = session.call(procedure, [], args);
      begun = { call, outcome: outcome(call) };
    },
    cancel: () => {
      begun.call.cancel({ mode: 'kill' });
      return begun.outcome;
    },
    leave: () => connection.close(),
    get session() {
      return session;
    },
    get details() {
      return details;
    },
  };
}
