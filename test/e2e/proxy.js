// Real proxies with the configurations that scripts/proxy/ has for people to copy: on loopback, a
// free port and a certificate of their own, as somebody at the other end of the network sees them.

import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import tls from 'node:tls';
import WebSocket from 'ws';
import { freePort, root, waitFor } from './harness.js';
import { privateFolder } from './people.js';
import { Program, cleanEnvironment } from './program.js';

/** Where the program is behind each of them. */
export const mounts = {
  'at the root': { name: 'torrents.example.org', prefix: '/' },
  'below a path': { name: 'www.example.org', prefix: '/torrents/' },
};

const names = Object.values(mounts).map(({ name }) => name);

// What a system's own configuration has around that of a site.
const frames = {
  apache: (site, { folder, port, seconds }) => `
    ServerRoot ${folder}
    PidFile ${folder}/pid
    DefaultRuntimeDir ${folder}
    Mutex file:${folder}
    ErrorLog ${folder}/log
    User www-data
    Group www-data
    ${modules(site)}
    ServerName localhost
    Timeout ${seconds}
    Listen 127.0.0.1:${port}
    <IfModule mod_proxy_wstunnel.c>
      ProxyWebsocketFallbackToProxyHttp Off
    </IfModule>
    Include ${folder}/site.conf`,
  nginx: (site, { folder }) => `
    daemon off;
    user root;
    pid ${folder}/pid;
    error_log stderr;
    events {}
    http {
      access_log off;
      client_body_temp_path ${folder}/body;
      proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi;
      scgi_temp_path ${folder}/scgi;
      include ${folder}/site.conf;
    }`,
  haproxy: (site) => site,
  caddy: (site, { folder, port }) => `
    {
      admin unix/${folder}/admin
      auto_https disable_redirects
      https_port ${port}
      default_bind 127.0.0.1
      storage file_system ${folder}/storage
    }
    import ${folder}/site.conf`,
};

const module_folder = '/usr/lib/apache2/modules';

/** Those that Debian's Apache loads in any case, and those that the site's comment tells to. */
function modules(site) {
  const told = site.match(/a2enmod (.*)/)?.[1].split(' ') ?? [];
  const always = ['mpm_event', 'authz_core', 'alias', 'socache_shmcb'];
  return [...always, ...told]
    .map((name) => `LoadModule ${name}_module ${module_folder}/mod_${name}.so`)
    .join('\n');
}

const commands = {
  apache: ['apache2', '-D', 'FOREGROUND', '-f'],
  nginx: ['nginx', '-e', 'stderr', '-c'],
  haproxy: ['haproxy', '-W', '-db', '-f'],
  caddy: ['caddy', 'run', '--adapter', 'caddyfile', '--config'],
};

// How an administrator has one read its configuration again, with nobody disturbed.
const reloads = {
  apache: (proxy) => proxy.program.kill('SIGUSR1'),
  nginx: (proxy) => proxy.program.kill('SIGHUP'),
  haproxy: (proxy) => proxy.program.kill('SIGUSR2'),
  caddy: ({ file, folder }) => execFileSync('caddy', [
    'reload', '--adapter', 'caddyfile', '--config', file, '--address', `unix/${folder}/admin`, '--force',
  ], { stdio: 'pipe' }),
};

/** Certificate and key as the configurations name them; resolves to the certificate. */
function makeCertificate(folder) {
  const file = (name) => path.join(folder, name);
  const alternatives = `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`;
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', '/CN=wstorrentd test', '-addext', alternatives,
    '-keyout', file('wstorrentd.key'), '-out', file('certificate.pem'),
  ], { stdio: 'ignore' });
  const certificate = readFileSync(file('certificate.pem'), 'utf8');
  writeFileSync(file('wstorrentd.pem'), certificate + readFileSync(file('wstorrentd.key'), 'utf8'));
  return certificate;
}

/** The file as shipped, but for its addresses, folders and, if `seconds` are told, its timeouts. */
function siteOf(file, { folder, port, upstream, seconds }) {
  const shipped = readFileSync(path.join(root, 'scripts/proxy', `${file}.conf`), 'utf8');
  const through = typeof upstream === 'string'
    ? shipped.replace(/^( *).*\b9095\b.*\n *# or: (.*)$/gm, '$1$2').replaceAll('/run/wstorrentd/socket', upstream)
    : shipped.replace(/\b9095\b/g, String(upstream));
  return through
    .replace(/^.*\[::\]:443.*\n/gm, '')
    .replace(/(\*:|:|\b)443\b/g, `127.0.0.1:${port}`)
    .replace(/\/etc\/ssl\/(certs|private)/g, folder)
    .replace(/\b60(s?)\b/g, `${seconds}$1`);
}

export class Proxy {
  /**
   * @param {string} file a name in scripts/proxy/, without its ending
   * @param {{ upstream: number | string, seconds?: number }} options `upstream`: the program's port
   *   or unix socket; `seconds`: the timeouts, if not those of the file
   */
  static async start(file, { upstream, seconds = 60 }) {
    const folder = privateFolder();
    chmodSync(folder, 0o755); // Apache becomes www-data
    const certificate = makeCertificate(folder);
    const port = await freePort();
    const site = siteOf(file, { folder, port, upstream, seconds });
    const kind = file.replace(/-.*/, '');
    const whole = path.join(folder, 'whole.conf');
    writeFileSync(path.join(folder, 'site.conf'), site);
    writeFileSync(whole, `${frames[kind](site, { folder, port, seconds })}\n`);
    const env = cleanEnvironment({ PATH: `${process.env.PATH}:/usr/sbin`, XDG_CONFIG_HOME: folder });
    const program = new Program([...commands[kind], whole], { env });
    const proxy = new Proxy(program, { kind, port, certificate, file: whole, folder });
    await waitFor(() => program.has_ended || proxy.accepts(), { what: `${file} to listen` });
    if (program.has_ended) throw new Error(`${file} did not start: ${program.stderr}${program.stdout}`);
    return proxy;
  }

  /**
   * @param {Program} program
   * @param {{ kind: string, port: number, certificate: string, file: string, folder: string }} what
   *   `file`: its whole configuration
   */
  constructor(program, { kind, port, certificate, file, folder }) {
    this.program = program;
    this.kind = kind;
    this.port = port;
    this.certificate = certificate;
    this.file = file;
    this.folder = folder;
  }

  reload() {
    return reloads[this.kind](this);
  }

  stop() {
    return this.program.stop();
  }

  accepts() {
    return new Promise((resolve) => {
      const socket = tls.connect({ ...this.to(names[0]), host: '127.0.0.1' }, () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('close', () => resolve(false));
      socket.on('secureConnect', () => socket.destroy());
    });
  }

  to(name) {
    return { port: this.port, servername: name, ca: this.certificate };
  }

  origin(name) {
    return `https://${name}:${this.port}`;
  }

  /**
   * @param {{ name: string, prefix: string }} mount
   * @param {string} route behind the mount's prefix
   * @param {{ method?: string, headers?: Record<string, string>, body?: string }} [options]
   * @returns {Promise<{ status?: number, headers: Record<string, any>, body: string }>}
   */
  ask({ name, prefix }, route, { method = 'GET', headers = {}, body } = {}) {
    const all = { Host: `${name}:${this.port}`, Connection: 'close', ...headers };
    const target = { ...this.to(name), host: '127.0.0.1', path: prefix + route, method, headers: all };
    return new Promise((resolve, reject) => {
      const request = https.request({ ...target, agent: false }, async (response) => {
        let said = '';
        for await (const bytes of response.setEncoding('utf8')) said += bytes;
        resolve({ status: response.statusCode, headers: response.headers, body: said });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  /**
   * A socket as a page of that site would open it, once it is open.
   * @param {{ name: string, prefix: string }} mount
   * @param {{ route?: string, headers?: Record<string, string>, protocols?: string[] }} [options]
   */
  async open({ name, prefix }, { route = 'ws', headers = {}, protocols = [] } = {}) {
    const socket = new WebSocket(`wss://127.0.0.1:${this.port}${prefix}${route}`, protocols, {
      ...this.to(name),
      headers: { Host: `${name}:${this.port}`, Origin: this.origin(name), ...headers },
    });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return socket;
  }
}
