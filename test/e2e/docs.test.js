// The documents say what is: their examples are run as they stand there, on a swarm like the
// demo's, their tables are those that the programs print, and their links lead somewhere.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { connect } from './played.js';
import { Program, cleanEnvironment, root, server_program, startServer, startSwarm, stopAll, waitFor } from './harness.js';

after(stopAll);

const read = (name) => readFileSync(path.join(root, name), 'utf8');
const names = [...readdirSync(root), ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`)];
/** Each document's text by its name: "README.md", "docs/protocol.md". */
const documents = new Map(names.filter((name) => name.endsWith('.md')).map((name) => [name, read(name)]));
const demo_address = '127.0.0.1:9095';

/** Each `$ command` of the console blocks with the lines it is said to print. */
const examples = [...documents.values()]
  .flatMap((text) => [...text.matchAll(/^```console\n(.*?)^```$/gms)])
  .flatMap(([, block]) => block.split(/^\$ /m).slice(1))
  .map((text) => {
    const [command, ...lines] = text.trimEnd().split('\n');
    return { command, lines: lines.filter((line) => line !== '') };
  });

const run_examples = examples.filter(({ command }) => !command.includes('websocat'));
const websocat_examples = examples.filter(({ command }) => command.includes('websocat'));

/** The names in a line of JSON, of one that is cut short those up to the cut. */
function namesIn(line) {
  return [...line.replace(/…$/, '').matchAll(/"(\w[\w.-]*)":/g)].map(([, name]) => name);
}

async function world() {
  const swarm = await startSwarm();
  const server = await startServer({ args: ['--transmission', swarm.address] });
  const watcher = await connect(server);
  watcher.socket.send('{"subscribe":"torrents"}');
  await waitFor(() => watcher.heard.some(({ data }) => data?.torrents.length === 7), { what: 'the list' });
  await waitFor(() => watcher.heard.at(-1).data?.torrents.some(({ rateDownload }) => rateDownload > 0), {
    what: 'the first bytes to flow', seconds: 60,
  });
  return { server, address: `127.0.0.1:${server.port}` };
}

/** Runs it as a person at a terminal would, who lets it print as many lines as shown. */
async function linesOf(command, count) {
  const bin = path.join(root, 'test/node_modules/.bin');
  const env = cleanEnvironment({ PATH: `${bin}:${process.env.PATH}` });
  const program = new Program(['bash', '-c', command], { env, stdin: 'pipe' });
  const printed = () => program.stdout.split('\n').slice(0, -1).filter((line) => line !== '');
  await waitFor(() => printed().length >= count || program.has_ended, { what: `${count} lines of ${command}` });
  if (program.has_ended) await program.ended;
  const lines = printed();
  await program.stop('SIGKILL');
  return lines;
}

function assertAlike(printed, shown, command) {
  assert.equal(printed.startsWith('{'), shown.startsWith('{'), `${command}\n${printed}`);
  const wanted = namesIn(shown);
  assert.deepEqual(namesIn(printed).slice(0, wanted.length), wanted, command);
  const said = JSON.parse(shown.endsWith('…') ? '{}' : shown);
  for (const name of ['ok', 'error', 'message', 'name']) {
    if (said[name] !== undefined) assert.equal(JSON.parse(printed)[name], said[name], command);
  }
}

test('the examples print what the documents say', async () => {
  assert.ok(run_examples.length >= 8);
  const { address } = await world();
  for (const { command, lines } of run_examples) {
    const printed = await linesOf(command.replaceAll(demo_address, address), lines.length);
    assert.ok(printed.length >= lines.length, `${command} printed ${printed.length} lines: ${printed}`);
    lines.forEach((line, index) => {
      const optional = /"(confirmed|at)":/.test(line); // what differs from run to run
      if (!optional) assertAlike(printed[index], line, command);
      else assert.equal(namesIn(printed[index])[0], namesIn(line)[0], command);
    });
  }
});

test('what the examples for websocat send is understood', async () => {
  assert.ok(websocat_examples.length >= 3);
  const { server } = await world();
  for (const { command } of websocat_examples) {
    const [, message, url] = command.match(/^echo '(.+)' \| websocat -n ws:\/\/([^ ]+)$/) ?? [];
    assert.equal(url, `${demo_address}/ws`);
    const { socket, heard } = await connect(server);
    socket.send(message);
    const [answer] = await waitFor(() => (heard.length > 0 ? heard : null), { what: `an answer to ${message}` });
    assert.ok(answer.subscribed ?? answer.result, JSON.stringify(answer));
  }
});

test('the example for a WAMP client runs', async () => {
  const { address } = await world();
  const [, text] = read('README.md').match(/^```js\n(.*?)^```$/ms) ?? [];
  assert.ok(text.includes(`ws://${demo_address}/ws`));
  const script = `import autobahn from 'autobahn';\n${text.replaceAll(demo_address, address)}`;
  const words = ['env', '-C', path.join(root, 'test'), 'node', '--input-type=module', '-e', script];
  const client = new Program(words);
  await client.says(/^7 torrents$/m);
  await client.says(/ok: true/);
  await client.stop('SIGKILL');
});

test('the tables are those that the programs print', () => {
  const printed = (program, word) => execFileSync(program, [word], { encoding: 'utf8' });
  assert.equal(read('docs/procedures.md'), printed(server_program, '--procedures'));
  const floors = printed(path.join(root, 'scripts/check-layers'), '--print');
  assert.ok(read('docs/design.md').includes(floors), 'check-layers --print');
});

/** What an own link may end in: "## What there is" is "#what-there-is". */
function anchorsOf(text) {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
  return headings.map((heading) => heading.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-'));
}

test('every link of the documents leads to something', () => {
  for (const [name, text] of documents) {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)].map((match) => match[1] ?? match[2]);
    for (const link of links.filter((each) => !each.startsWith('https://'))) {
      const [file, anchor] = link.split('#');
      const target = file ? path.join(path.dirname(name), file) : name;
      assert.ok(existsSync(path.join(root, target)), `${name} ${link}`);
      if (anchor) assert.ok(anchorsOf(read(target)).includes(anchor), `${name} ${link}`);
    }
  }
});

test('every file of the program that a document names is there', () => {
  for (const [name, text] of documents) {
    const files = [...text.matchAll(/`((?:src|test|scripts|docs|www)\/[\w./-]+)`/g)].map(([, file]) => file);
    const built = (file) => file.startsWith('test/node_modules');
    for (const file of files) assert.ok(built(file) || existsSync(path.join(root, file)), `${name} ${file}`);
  }
});

test('the README is short, and the changes know this version', () => {
  assert.ok(read('README.md').split('\n').length <= 151);
  const [, version] = execFileSync(server_program, ['--version'], { encoding: 'utf8' }).match(/\/(\S+)/) ?? [];
  assert.ok(read('CHANGELOG.md').includes(`\n## [${version}]`), version);
});

test('every threat names tests that there are', () => {
  const rows = read('docs/security.md').split('\n').filter((line) => line.startsWith('| '));
  const threats = rows.slice(1).map((row) => row.split(' | '));
  assert.ok(threats.length >= 25);
  for (const [threat, , shown] of threats) {
    const files = [...shown.matchAll(/`([^`]+)`/g)].map(([, file]) => file);
    assert.ok(files.length > 0, threat);
    for (const file of files) assert.ok(existsSync(path.join(root, 'test', file)), `${threat} ${file}`);
  }
});
