// An HTTP server of the test's own, which ends with the test.

import { chmodSync } from 'node:fs';
import http from 'node:http';
import { running } from './program.js';

export class HttpStub {
  /** @param {http.RequestListener} answer */
  constructor(answer) {
    this.server = http.createServer(answer);
    running.add(this);
  }

  /** @param {string | number} [place] a unix socket or a port; 0 takes a free one @returns where it is */
  async listen(place = 0) {
    await new Promise((resolve) => {
      typeof place === 'string' ? this.server.listen(place, () => resolve(0)) : this.server.listen(place, '127.0.0.1', () => resolve(0));
    });
    if (typeof place === 'string') chmodSync(place, 0o777);
    const address = this.server.address();
    return typeof address === 'object' && address ? address.port : place;
  }

  stop() {
    running.delete(this);
    this.last_resort();
  }

  last_resort() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
