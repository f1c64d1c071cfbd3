// A server as it is far away: what is said to it, and what it says, takes time.

import net from 'node:net';
import { running } from '../e2e/program.js';

/** Hands on what comes, later. */
function later(from, to, milliseconds) {
  from.on('data', (bytes) => setTimeout(() => to.writable && to.write(bytes), milliseconds));
  from.on('close', () => setTimeout(() => to.destroy(), milliseconds));
  from.on('error', () => to.destroy());
}

/** The URL of the server on `port`, one round trip of so many milliseconds away. */
export async function farAway(port, round_trip) {
  const relay = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1');
    near.pause();
    setTimeout(() => near.resume(), round_trip); // the handshake of TCP
    later(near, far, round_trip / 2);
    later(far, near, round_trip / 2);
  });
  await new Promise((resolve) => relay.listen(0, '127.0.0.1', () => resolve(0)));
  const thing = {
    url: `http://127.0.0.1:${/** @type {net.AddressInfo} */ (relay.address()).port}/`,
    stop: async () => {
      running.delete(thing);
      relay.close();
    },
    last_resort: () => {},
  };
  running.add(thing);
  return thing;
}
