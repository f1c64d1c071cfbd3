// People with passwords, for a server that has users: their file, their logins, their tokens.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folders = new Set();
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Who is who in the tests. */
export const passwords = { ada: 'correct horse 47 batteries', victor: 'only-looking-58-please' };

/** A folder that goes with the test. */
export function privateFolder() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-test-'));
  folders.add(folder);
  return folder;
}

/** SHA-512 crypt, as a line of the file has it. */
export const hashOf = (password) =>
  execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password, encoding: 'utf8' }).trim();

/** The file of --users with an administrator, ada, and a viewer, victor; `write()` changes it. */
export function makeUsers() {
  const file = path.join(privateFolder(), 'users');
  const lines = {
    ada: `ada:${hashOf(passwords.ada)}:administrator`,
    victor: `victor:${hashOf(passwords.victor)}:viewer`,
  };
  const write = (text) => writeFileSync(file, text, { mode: 0o600 });
  write(`${lines.ada}\n${lines.victor}\n`);
  return { file, lines, write };
}

export const basic = (user, password = passwords[user]) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const to = (server, route) => new URL(route, server.url);

/** A login as the page makes it; null for what was refused. */
export async function tryLogin(server, user, password, headers = {}) {
  const response = await fetch(to(server, 'api/login'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ user, password }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  return { status: response.status, headers: response.headers, answer: await response.json(), cookie };
}

/** Somebody who has logged in. */
export class Person {
  constructor(server, user, cookie) {
    this.server = server;
    this.user = user;
    this.cookie = cookie;
  }

  static async login(server, user = 'ada') {
    const { status, cookie } = await tryLogin(server, user, passwords[user]);
    assert.equal(status, 200);
    assert.ok(cookie);
    return new Person(server, user, cookie);
  }

  ask(route, options = {}) {
    const { headers = {}, ...others } = /** @type {RequestInit} */ (options);
    return fetch(to(this.server, route), {
      redirect: 'manual',
      headers: { Cookie: this.cookie, ...headers },
      ...others,
    });
  }

  post(route, body = {}) {
    const headers = { 'Content-Type': 'application/json' };
    return this.ask(route, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** What a socket shows. */
  async token() {
    const response = await this.ask('api/token');
    assert.equal(response.status, 200);
    const { user, token } = await response.json();
    assert.equal(user, this.user);
    return token;
  }

  async logins() {
    return (await (await this.ask('api/logins')).json()).logins;
  }
}
