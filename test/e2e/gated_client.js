// A stand-in for a slow transmission-remote: the real one, but each run waits until the test lets
// it go, and writes down when it begins and ends.

import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { running } from './program.js';

const script = (folder) => `#!/bin/sh
run=$(($(grep -c begin ${folder}/log) + 1))
echo "begin $run" >> ${folder}/log
until [ -e ${folder}/open ] || [ -e ${folder}/go.$run ]; do : > ${folder}/waits.$run; sleep 0.02; done
rm -f ${folder}/waits.$run
transmission-remote "$@"
status=$?
echo "end $run" >> ${folder}/log
exit $status
`;

export class GatedClient {
  constructor() {
    this.folder = mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-test-'));
    this.program = path.join(this.folder, 'slow-remote');
    writeFileSync(path.join(this.folder, 'log'), '');
    writeFileSync(this.program, script(this.folder));
    chmodSync(this.program, 0o755);
    this.open();
    running.add(this);
  }

  /** From now on runs wait for nothing. */
  open() {
    writeFileSync(path.join(this.folder, 'open'), '');
  }

  /** From now on each run waits for its let_go(). */
  shut() {
    rmSync(path.join(this.folder, 'open'));
  }

  /** @param {number} run counted from 1 */
  let_go(run) {
    writeFileSync(path.join(this.folder, `go.${run}`), '');
  }

  /** Such as `['begin 1', 'end 1', 'begin 2']`. */
  get log() {
    return readFileSync(path.join(this.folder, 'log'), 'utf8').split('\n').slice(0, -1);
  }

  get runs() {
    return this.log.filter((line) => line.startsWith('begin')).length;
  }

  /**
   * The run that stands before the shut gate, or null. One that has begun may have passed the gate
   * before it was shut: only the client itself knows.
   * @returns {number | null}
   */
  get waiting() {
    const waits = readdirSync(this.folder).map((name) => name.match(/^waits\.(\d+)$/)?.[1]);
    return Number(waits.find(Boolean)) || null;
  }

  stop() {
    running.delete(this);
    this.last_resort();
  }

  last_resort() {
    if (existsSync(this.folder)) rmSync(this.folder, { recursive: true, force: true });
  }
}
