// `node tls_client.js PORT CERT`: speaks TLS to that port of 127.0.0.1 for whoever connects to the
// port that it prints, from the address that he comes from. So clients that know no TLS test a
// server that wants it; what they send, and when they stop, passes as it is.

import { readFileSync } from 'node:fs';
import net from 'node:net';
import process from 'node:process';
import tls from 'node:tls';

const [port, cert] = process.argv.slice(2);
const ca = readFileSync(cert);

// Half-open, as TCP is: one side may have ended and still listen.
const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  const localAddress = client.remoteAddress;
  const plain = net.connect({ port: Number(port), host: '127.0.0.1', localAddress, allowHalfOpen: true, noDelay: true });
  const outer = tls.connect({ socket: plain, ca, servername: 'localhost' });
  client.pipe(outer);
  outer.pipe(client);
  for (const [one, other] of [[client, outer], [outer, client], [plain, client]]) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
});

server.listen(0, '127.0.0.1', () => {
  const address = /** @type {net.AddressInfo} */ (server.address());
  process.stdout.write(`ready ${address.port}\n`);
});
