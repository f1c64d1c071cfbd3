// A page with Autobahn JS as its browser build makes it: the global `autobahn`.

import { autobahnApp } from './autobahn_app.js';

const url = new URL('ws', location.href.replace(/^http/, 'ws')).href;
window['app'] = autobahnApp(window['autobahn'], url, window['tell']);
