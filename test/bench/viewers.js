// viewers.js URL COUNT [USER COOKIE]: so many subscribers in a process of their own. Prints
// "ready" when each has its first event, then for each later change one line
// with the milliseconds from its first to its last arrival, and its bytes. TOPIC names another topic.

import WebSocket from 'ws';

const [url, count, user, cookie] = [process.argv[2], Number(process.argv[3]), ...process.argv.slice(4)];
const topic = process.env.TOPIC ?? 'torrents.delta';
const at_once = cookie ? 10 : 50; // a login has few tokens at a time
const arrivals = new Map();
let ready = 0;

function note(cursor, bytes) {
  const times = arrivals.get(cursor) ?? { first: performance.now(), count: 0 };
  arrivals.set(cursor, times);
  if (++times.count < count) return;
  console.log(`spread ${(performance.now() - times.first).toFixed(2)} ms of ${bytes} bytes`);
  arrivals.delete(cursor);
}

async function token() {
  const response = await fetch(new URL('api/token', url), { headers: { Cookie: cookie } });
  return (await response.json()).token;
}

async function open() {
  const auth = cookie ? JSON.stringify({ auth: { user, token: await token() } }) : '';
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(new URL('ws', url.replace('http', 'ws')));
    let first = true;
    socket.on('error', reject);
    socket.on('open', () => {
      if (auth) socket.send(auth);
      socket.send(JSON.stringify({ subscribe: topic }));
    });
    socket.on('message', (text) => {
      const { event, data } = JSON.parse(String(text));
      if (!event) return;
      if (!first) return note(data.cursor, text.length);
      first = false;
      resolve(++ready);
    });
  });
}

for (let i = 0; i < count; i += at_once) {
  await Promise.all(Array.from({ length: Math.min(at_once, count - i) }, open));
}
console.log('ready');
