// Calls over HTTP, as a script would make them, and the daemon's own view of what they did.

import assert from 'node:assert/strict';
import { waitFor } from './harness.js';

/** @returns {Promise<{ status: number, answer: any }>} */
export async function post(server, procedure, body) {
  const response = await fetch(new URL(`api/call/${procedure}`, server.url), {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, answer: await response.json() };
}

/** A call that must go well; resolves to its result. */
export async function call(server, procedure, args = {}) {
  const { status, answer } = await post(server, procedure, args);
  assert.equal(status, 200, `${procedure} ${JSON.stringify(args)}: ${JSON.stringify(answer)}`);
  assert.equal(answer.ok, true);
  return answer;
}

/** A call that must go well and be seen in the next sample. */
export async function confirmed(server, procedure, args) {
  const result = await call(server, procedure, args);
  assert.equal(result.confirmed, true, `${procedure} ${JSON.stringify(args)}: ${result.note}`);
  return result;
}

/** A call that must be refused; resolves to the error's name. */
export async function refused(server, procedure, args) {
  const { status, answer } = await post(server, procedure, args);
  assert.ok(status >= 400, `${procedure} ${JSON.stringify(args)} went well: ${JSON.stringify(answer)}`);
  assert.match(answer.message, /\w+ \w+/);
  return answer.error;
}

const torrent_fields = [
  'id', 'hashString', 'name', 'status', 'labels', 'downloadDir', 'downloadLimit', 'downloadLimited',
  'uploadLimit', 'uploadLimited', 'honorsSessionLimits', 'peer-limit', 'bandwidthPriority',
  'seedRatioLimit', 'seedRatioMode', 'wanted', 'priorities', 'trackers', 'files',
];
const volatile_settings = /free-space|^session-id$/;

/** Everything a call could change, by the daemon's own account. */
export async function takeState(daemon) {
  const { torrents } = await daemon.rpc('torrent-get', { fields: torrent_fields });
  const session = await daemon.rpc('session-get');
  const settings = Object.entries(session).filter(([name]) => !volatile_settings.test(name));
  torrents.sort((a, b) => a.id - b.id);
  return { torrents, settings: Object.fromEntries(settings) };
}

/** One torrent's fields by the daemon's own account. */
export async function torrentOf(daemon, id) {
  const { torrents } = await takeState(daemon);
  return torrents.find((torrent) => torrent.id === id);
}

/** Until nothing is being verified any more: a daemon does so on its own with what is new. */
export async function stopped(daemon, count) {
  await waitFor(async () => {
    const { torrents } = await takeState(daemon);
    return torrents.length === count && torrents.every(({ status }) => status === 0);
  }, { what: `${count} torrents to be at rest` });
}
