// `make bench`: what wstorrentd costs and how fast it answers, on this machine.

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import WebSocket from 'ws';
import { Program, root, server_program, startServer, startSwarm, stopAll } from '../e2e/harness.js';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const slow_remote = here('../e2e/stubs/slow-remote');
const counting_remote = here('../e2e/stubs/counting-remote');
const many = ['--max-connections-per-address', '4000'];

const report = (what, value) => console.log(`${what.padEnd(58)} ${value}`);
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

function percentiles(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return `p50 ${at(0.5).toFixed(2)} ms   p99 ${at(0.99).toFixed(2)} ms   max ${at(1).toFixed(2)} ms`;
}

function resident(pid) {
  return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]);
}

/** CPU seconds: the server's own, and its reaped children's. */
function cpu(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').map(Number);
  const [own, own_system, children, children_system] = fields.slice(11, 15);
  return { own: (own + own_system) / 100, children: (children + children_system) / 100 };
}

async function startViewers(url, count) {
  const viewers = new Program(['node', here('viewers.js'), url, String(count)]);
  await viewers.says(/^ready$/m, 60);
  return viewers;
}

function sizes() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-bench-'));
  execFileSync('strip', ['-o', path.join(folder, 'stripped'), server_program]);
  report('binary, stripped', `${Math.round(statSync(path.join(folder, 'stripped')).size / 1024)} KiB`);
  rmSync(folder, { recursive: true });
  const www = path.join(root, 'www');
  const files = readdirSync(www, { recursive: true }).map((name) => path.join(www, String(name)));
  const bytes = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file));
  const zipped = bytes.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
  report('page, all files gzipped', `${(zipped / 1024).toFixed(1)} KiB`);
}

async function memory(address) {
  const server = await startServer({ args: ['--transmission', address, ...many] });
  await fetch(server.url);
  const idle = resident(server.pid);
  report('resident, idle', `${idle} KiB`);
  const viewers = await startViewers(server.url, 1000);
  const busy = resident(server.pid);
  report('resident, 1,000 viewers', `${busy} KiB`);
  report('per viewer', `${Math.round(((busy - idle) * 1024) / 1000)} bytes`);
  await viewers.says(/spread.*\n(.*\n)*spread.*\n(.*\n)*spread/, 60);
  const spreads = [...viewers.stdout.matchAll(/spread (\S+)/g)].map((match) => Number(match[1]));
  report('one change at 1,000 viewers, first to last arrival', percentiles(spreads));
  await viewers.stop();
  await server.stop();
}

async function usage(address, count) {
  const seconds = 20;
  const calls = path.join(mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-bench-')), 'calls');
  writeFileSync(calls, '');
  const args = ['--transmission', address, '--remote-command', counting_remote];
  const server = await startServer({ args, env: { CALLS: calls } });
  const viewers = count > 0 ? await startViewers(server.url, count) : undefined;
  const called = () => readFileSync(calls, 'utf8').split('\n').length;
  const before = { ...cpu(server.pid), called: called() };
  await pause(seconds);
  const after = { ...cpu(server.pid), called: called() };
  const perMinute = (key) => ((after[key] - before[key]) * 60) / seconds;
  report(`children a minute, ${count} viewers`, perMinute('called'));
  report(`own CPU a minute, ${count} viewers`, `${perMinute('own').toFixed(2)} s`);
  report(`children's CPU a minute, ${count} viewers`, `${perMinute('children').toFixed(2)} s`);
  await viewers?.stop();
  await server.stop();
  rmSync(path.dirname(calls), { recursive: true });
}

/** Milliseconds from the SUBSCRIBE of a new client to its acknowledgement and its first event. */
async function subscribeTimes(url) {
  const socket = new WebSocket(new URL('ws', url.replace('http', 'ws')));
  await once(socket, 'open');
  const times = [];
  const begun = performance.now();
  const told = new Promise((resolve) => {
    socket.on('message', () => times.push(performance.now() - begun) === 2 && resolve());
  });
  socket.send('{"subscribe":"torrents.delta"}');
  await told;
  socket.close();
  await once(socket, 'close');
  return { acknowledged: times[0], told: times[1] };
}

async function healthTime(url) {
  const begun = performance.now();
  await (await fetch(new URL('healthz', url))).text();
  return performance.now() - begun;
}

async function latency(address) {
  const args = ['--transmission', address, '--remote-command', slow_remote, ...many];
  const server = await startServer({ args, env: { DELAY: '5' } });
  const viewers = await startViewers(server.url, 1000); // each call of the CLI takes 5 s now
  const [acknowledged, told, health] = [[], [], []];
  for (let i = 0; i < 500; i++) {
    const times = await subscribeTimes(server.url);
    acknowledged.push(times.acknowledged);
    told.push(times.told);
    health.push(await healthTime(server.url));
    await pause(0.02);
  }
  report('1,000 viewers, CLI takes 5 s: subscribe acknowledged', percentiles(acknowledged));
  report('1,000 viewers, CLI takes 5 s: last known state', percentiles(told));
  report('1,000 viewers, CLI takes 5 s: GET /healthz', percentiles(health));
  await viewers.stop();
  await server.stop();
}

try {
  sizes();
  const swarm = await startSwarm();
  await memory(swarm.address);
  await usage(swarm.address, 0);
  await usage(swarm.address, 100);
  await latency(swarm.address);
} finally {
  await stopAll();
}
