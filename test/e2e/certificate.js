// A certificate for tests, and requests that trust it.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { privateFolder } from './people.js';

/** Certificate and key in files, good for some days; `renew(name)` writes others in their place. */
export function makeCertificate(name = 'localhost', days = 30) {
  const folder = privateFolder();
  const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  const renew = (next) => {
    execFileSync('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', String(days),
      '-subj', `/CN=${next}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
      '-keyout', key, '-out', cert,
    ], { stdio: 'pipe' });
  };
  renew(name);
  return { cert, key, renew, args: ['--cert', cert, '--key', key], pem: () => readFileSync(cert, 'utf8') };
}

/**
 * @param {{ url: string }} server
 * @param {string} route
 * @param {https.RequestOptions & { body?: string }} [options]
 * @returns {Promise<{ status?: number, headers: import('node:http').IncomingHttpHeaders, body: string }>}
 */
export function askSecurely(server, route, { body = '', ...options } = {}) {
  return new Promise((resolve, reject) => {
    const request = https.request(new URL(route, server.url), { agent: false, ...options }, async (response) => {
      let text = '';
      for await (const bytes of response) text += bytes;
      resolve({ status: response.statusCode, headers: response.headers, body: text });
    });
    request.on('error', reject).end(body);
  });
}
