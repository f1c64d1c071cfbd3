// The README does what it says: its examples are run as they stand there, on a swarm like the
// demo's, and its tables are those that the programs print.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { connect } from './played.js';
import { Program, cleanEnvironment, root, server_program, startServer, startSwarm, stopAll, waitFor } from './harness.js';

after(stopAll);

const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const demo_address = '127.0.0.1:9095';

/** Each `$ command` of the console blocks with the lines it is said to print. */
const examples = [...readme.matchAll(/^```console\n(.*?)^```$/gms)]
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

test('the examples print what the README says', async () => {
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

test('the tables are those that the programs print', () => {
  const printed = (program, word) => execFileSync(program, [word], { encoding: 'utf8' }).trim();
  assert.ok(readme.includes(printed(server_program, '--procedures')), 'wstorrentd --procedures');
  assert.ok(readme.includes(printed(path.join(root, 'scripts/check-layers'), '--print')), 'check-layers --print');
});

test('every threat names tests that there are', () => {
  const rows = readFileSync(path.join(root, 'docs/security.md'), 'utf8').split('\n').filter((line) => line.startsWith('| '));
  const threats = rows.slice(1).map((row) => row.split(' | '));
  assert.ok(threats.length >= 25);
  for (const [threat, , shown] of threats) {
    const files = [...shown.matchAll(/`([^`]+)`/g)].map(([, file]) => file);
    assert.ok(files.length > 0, threat);
    for (const file of files) assert.ok(existsSync(path.join(root, 'test', file)), `${threat} ${file}`);
  }
});
