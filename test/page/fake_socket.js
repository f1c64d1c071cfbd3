// A WebSocket's page side, driven by the test.

export class FakeSocket {
  onopen = null;
  onmessage = null;
  onclose = null;
  sent = [];
  is_closed = false;

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.is_closed = true;
  }

  open() {
    this.onopen?.({});
  }

  say(message) {
    this.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }

  drop() {
    this.onclose?.({});
  }

  welcome() {
    this.open();
    this.say([2, 4711, { roles: { broker: { features: {} } } }]);
  }

  /** Answers the last SUBSCRIBE to the topic. */
  grant(topic, subscription) {
    const asked = this.sent.findLast(([code, , , name]) => code === 32 && name === topic);
    this.say([33, asked[1], subscription]);
  }

  event(subscription, payload) {
    this.say([36, subscription, 7001, {}, [payload]]);
  }

  subscribes(topic) {
    return this.sent.filter(([code, , , name]) => code === 32 && name === topic);
  }
}
