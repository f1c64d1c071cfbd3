// `make bench`: what wstorrentd costs and how fast it answers, on this machine.

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import WebSocket from 'ws';
import { makeCertificate } from '../e2e/certificate.js';
import { Program, cleanEnvironment, root, server_program, startServer, startSwarm, stopAll } from '../e2e/harness.js';
import { ManyTorrents } from '../e2e/many.js';
import { pageCosts } from './page.js';

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

async function startViewers(url, count, { login = [], env = {} } = {}) {
  const words = ['node', here('viewers.js'), url, String(count), ...login];
  const viewers = new Program(words, { env: cleanEnvironment(env) });
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
  report('one change at 1,000 viewers, first to last arrival', percentiles(spreadsOf(viewers)));
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

const spreadsOf = (viewers) =>
  [...viewers.stdout.matchAll(/spread (\S+)/g)].map((match) => Number(match[1]));

/** The spreads of the changes within so many seconds. */
async function spreadsIn(viewers, seconds) {
  const before = spreadsOf(viewers).length;
  await pause(seconds);
  return spreadsOf(viewers).slice(before);
}

/** What a viewer costs that does nothing, and a megabyte that is pushed, without TLS and with it. */
async function encrypted() {
  const certificate = makeCertificate();
  const rows = await ManyTorrents.start(1000);
  const ways = { plain: [], 'over TLS': certificate.args };
  for (const [way, args] of Object.entries(ways)) {
    rows.changing = 0;
    const server = await startServer({
      args: ['--transmission', rows.address, '--interval', '0.5', '--max-unread-bytes', String(16 << 20), ...many, ...args],
    });
    const env = { NODE_EXTRA_CA_CERTS: certificate.cert };
    const first = await startViewers(server.url, 50, { env });
    const before = resident(server.pid);
    const idle = await startViewers(server.url, 1000, { env });
    report(`${way}: a viewer that does nothing`, `${Math.round(((resident(server.pid) - before) * 1024) / 1000)} bytes`);
    await Promise.all([first.stop(), idle.stop()]);
    const watching = await startViewers(server.url, 50, { env: { ...env, TOPIC: 'torrents' } });
    const begun = { ...cpu(server.pid), heard: watching.stdout.length };
    rows.changing = 10;
    await pause(15);
    const spent = cpu(server.pid).own - begun.own;
    const told = [...watching.stdout.slice(begun.heard).matchAll(/ of (\d+) bytes/g)];
    const megabytes = told.reduce((sum, [, bytes]) => sum + Number(bytes), 0) * 50 / 1e6;
    report(`${way}: own CPU a megabyte pushed`, `${((spent * 1000) / megabytes).toFixed(2)} ms (${Math.round(megabytes)} MB)`);
    await watching.stop();
    await server.stop();
  }
  await rows.stop();
}

/** The file of one user, as the program itself writes it. */
function usersFile(folder, password) {
  const file = path.join(folder, 'users');
  execFileSync(server_program, ['--users', file, '--add-user', 'ada'], { input: `${password}\n` });
  return file;
}

async function logInAgainAndAgain(url, password, per_second, seconds) {
  const [times, pending] = [[], []];
  const one = async () => {
    const begun = performance.now();
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ user: 'ada', password });
    const response = await fetch(new URL('api/login', url), { method: 'POST', headers, body });
    if (response.status === 200) times.push(performance.now() - begun);
    else report('a login was answered', response.status);
  };
  for (let i = 0; i < per_second * seconds; i++) {
    pending.push(one());
    await pause(1 / per_second);
  }
  await Promise.all(pending);
  return times;
}

async function logins(address) {
  const [per_second, seconds] = [20, 30];
  const password = 'for the bench alone';
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-bench-'));
  const args = ['--users', usersFile(folder, password), '--transmission', address, '--interval', '0.5', ...many];
  const server = await startServer({ args });
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ user: 'ada', password });
  const login = await fetch(new URL('api/login', server.url), { method: 'POST', headers, body });
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  const viewers = await startViewers(server.url, 1000, { login: ['ada', cookie] });
  const quiet = await spreadsIn(viewers, seconds);
  const [times, busy] = await Promise.all([
    logInAgainAndAgain(server.url, password, per_second, seconds),
    spreadsIn(viewers, seconds),
  ]);
  report('push to 1,000 viewers, nobody logs in', percentiles(quiet));
  report(`push to 1,000 viewers, ${per_second} logins a second`, percentiles(busy));
  report('a login meanwhile', percentiles(times));
  await viewers.stop();
  await server.stop();
  rmSync(folder, { recursive: true });
}

/** Milliseconds of a login with a wrong password, each from an address of its own. */
async function refusalTime(url, user, number) {
  const from = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
  const headers = { 'Content-Type': 'application/json', 'X-Forwarded-For': from };
  const begun = performance.now();
  await fetch(new URL('api/login', url), { method: 'POST', headers, body: JSON.stringify({ user, password: 'a guess' }) });
  return performance.now() - begun;
}

/** Whether the time of a refusal tells which names there are: by turns, so that both meet the same machine. */
async function names() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-bench-'));
  const file = usersFile(folder, 'for the bench alone');
  const [line] = readFileSync(file, 'utf8').split('\n');
  const people = Array.from({ length: 40 }, (_, i) => `person${i}`);
  writeFileSync(file, people.map((name) => line.replace('ada', name)).join('\n'));
  const server = await startServer({ args: ['--users', file, '--trusted-proxy', '127.0.0.1'] });
  const [known, unknown] = [[], []];
  for (let i = 0; i < 200; i++) { // few a name: after ten failures the answer is held back
    known.push(await refusalTime(server.url, people[i % people.length], 2 * i));
    unknown.push(await refusalTime(server.url, `nobody${i}`, 2 * i + 1));
  }
  const median = (times) => [...times].sort((a, b) => a - b)[times.length >> 1];
  const [real, decoy] = [median(known), median(unknown)];
  report('a wrong password: of a user, of nobody', `${real.toFixed(2)} ms, ${decoy.toFixed(2)} ms: ${(real / decoy).toFixed(3)}`);
  await server.stop();
  rmSync(folder, { recursive: true });
}

try {
  sizes();
  const swarm = await startSwarm();
  await memory(swarm.address);
  await usage(swarm.address, 0);
  await usage(swarm.address, 100);
  await latency(swarm.address);
  await encrypted();
  await logins(swarm.address);
  await names();
  await pageCosts();
} finally {
  await stopAll();
}
