// Time that passes when told to.

export class FakeClock {
  time = 1_000_000;
  timers = new Map();
  next = 1;

  now = () => this.time;
  random = () => 0.5;

  after = (run, wait) => {
    this.timers.set(this.next, { run, at: this.time + wait });
    return this.next++;
  };

  cancel = (timer) => {
    this.timers.delete(timer);
  };

  /** Runs what falls due, in order. */
  pass(milliseconds) {
    const end = this.time + milliseconds;
    for (let due = this.due(end); due; due = this.due(end)) {
      const [id, { run, at }] = due;
      this.timers.delete(id);
      this.time = at;
      run();
    }
    this.time = end;
  }

  due(end) {
    return [...this.timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
  }
}
