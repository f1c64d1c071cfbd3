// A page with AngularWAMP, which keeps subscriptions over a reconnect by itself.

import { endOf, outcome } from './autobahn_app.js';

const { angular, tell } = /** @type {any} */ (window);
const url = new URL('ws', location.href.replace(/^http/, 'ws')).href;
const subscriptions = new Map();

const configure = ($wampProvider) =>
  $wampProvider.init({
    url,
    realm: 'wstorrent',
    initial_retry_delay: 0.1,
    max_retry_delay: 0.3,
    max_retries: -1,
  });
angular.module('page', ['vxWamp']).config(['$wampProvider', configure]);
const injector = angular.bootstrap(document, ['page'], { strictDi: true });
const $wamp = injector.get('$wamp');
const $rootScope = injector.get('$rootScope');

$rootScope.$on('$wamp.open', () => tell({ what: 'joined' }));
$rootScope.$on('$wamp.close', (event, { details }) => tell(endOf(details)));

/** @type {import('./wamp_client.js').App} */
const app = {
  subscribe: async (topic) => {
    const on_event = ([payload], kwargs, details) =>
      tell({ what: 'event', topic, payload, retained: details.retained === true });
    subscriptions.set(topic, await $wamp.subscribe(topic, on_event));
  },
  unsubscribe: (topic) => $wamp.unsubscribe(subscriptions.get(topic)),
  call: (procedure, args) => outcome($wamp.call(procedure, [], args)),
  leave: () => $wamp.close(),
};
window['app'] = app;
$wamp.open();
