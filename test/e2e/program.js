// Programs in the background that end with the test, however that ends: they are started through
// setpriv, so that even a killed test leaves none, and what was not stopped is killed at the exit.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';

// Things with an async stop() and a last_resort() that works while the process exits.
export const running = new Set();

/** Stops everything that is still running, the last started first. */
export async function stopAll() {
  for (const thing of [...running].reverse()) await thing.stop();
}

/** What runs and what it last said, for those who wonder what is waited for. */
const still_running = () => [...running].map((thing) => thing.tells?.() ?? thing.constructor.name).join('\n');

/**
 * What `promise` brings, or an error in words if it does not within so many seconds.
 * @template T
 * @param {Promise<T> | T} promise
 * @param {string} what is being waited for, in words
 * @param {number} [seconds]
 * @returns {Promise<T>}
 */
export async function within(promise, what, seconds = 60) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${seconds} s in vain for ${what}; still there:\n${still_running()}`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// A file of tests that waits for what never comes would keep everybody waiting, and nobody would
// learn for what. This is several times what the slowest takes.
const patience = { minutes: 10 };
if (process.env.NODE_TEST_CONTEXT) {
  setTimeout(() => {
    console.error(`not ended within ${patience.minutes} minutes; still there:\n${still_running()}`);
    process.exit(1);
  }, patience.minutes * 60_000).unref();
}

process.on('exit', () => {
  for (const thing of [...running].reverse()) thing.last_resort();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/**
 * Asks `predicate` again and again until it returns something true, and returns that.
 * @template T
 * @param {() => T | Promise<T>} predicate may throw while it is too early
 * @param {{ what?: string, seconds?: number }} [options] `what` is being waited for, in words
 */
export async function waitFor(predicate, { what = String(predicate), seconds = 20 } = {}) {
  const deadline = Date.now() + seconds * 1000;
  let reason = '';
  while (Date.now() < deadline) {
    try {
      const found = await within(predicate(), 'an answer', (deadline - Date.now()) / 1000);
      if (found) return found;
      reason = '';
    } catch (error) {
      reason = `: ${error}`;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited ${seconds} s in vain for ${what}${reason}`);
}

/** Whether a process exists and is more than an unreaped remainder. */
export function isAlive(pid) {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Our environment without proxies, credentials and settings of the person who runs the tests. */
export function cleanEnvironment(extra = {}) {
  const unwanted = /^(TR_AUTH|TRANSMISSION_.*|WSTORRENTD.*|.*_proxy)$/i;
  const kept = Object.entries(process.env).filter(([name]) => !unwanted.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', ...extra };
}

/** A program in the background; its output is kept as text in `stdout` and `stderr`. */
export class Program {
  constructor(words, { env = cleanEnvironment(), death = 'TERM', stdin = 'ignore' } = {}) {
    this.stdout = '';
    this.stderr = '';
    // A group of its own, so that what it leaves behind can be ended with it: an Apache that is
    // ended while it starts leaves its workers, who hold its pipes for ever.
    this.child = spawn('setpriv', ['--pdeathsig', death, ...words], {
      detached: true,
      env,
      stdio: /** @type {['pipe', 'pipe', 'pipe']} */ ([stdin, 'pipe', 'pipe']),
    });
    this.pid = this.child.pid;
    this.ended = once(this.child, 'close').then(([code, signal]) => ({ code, signal }));
    this.child.stdout.on('data', (bytes) => (this.stdout += bytes));
    this.child.stderr.on('data', (bytes) => (this.stderr += bytes));
    this.name = path.basename(words[0]);
    running.add(this);
  }

  get has_ended() {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  tells() {
    return `${this.child.spawnargs.slice(3).join(' ')} (pid ${this.pid})\n${this.stdout.slice(-1000)}\n${this.stderr.slice(-3000)}`;
  }

  /** The match of `pattern` in stdout, as soon as there is one. */
  async says(pattern, seconds = 20) {
    const heard = () => this.stdout.match(pattern);
    const what = `${this.name} to print ${pattern}`;
    await waitFor(() => heard() || this.has_ended, { what, seconds });
    if (this.has_ended) await within(this.ended, `the rest of what ${this.name} says`, 10); // by then all it printed has been read
    const match = heard();
    if (!match) throw new Error(`${this.name} ended early: ${this.stderr || this.stdout}`);
    return match;
  }

  kill(signal) {
    if (!this.has_ended) this.child.kill(signal);
  }

  /** Ends it in its own way, or by force if it takes too long; tells how it ended. */
  async stop(signal = 'SIGTERM', seconds = 5) {
    running.delete(this);
    this.kill(signal);
    const force = setTimeout(() => this.last_resort(), seconds * 1000);
    const result = await within(this.ended, `the end of ${this.name}`, seconds + 30);
    clearTimeout(force);
    return result;
  }

  /** Ends the whole group. */
  last_resort() {
    try {
      process.kill(-Number(this.pid), 'SIGKILL');
    } catch {
      // nobody is left
    }
  }
}
