"""autobahn_client.py FLAVOUR URL: an app, as wamp_client.js has it, with Autobahn|Python.

FLAVOUR is component, runner or asyncio: Twisted's Component and ApplicationRunner, asyncio's
ApplicationRunner. Reads asks and prints what it tells, one JSON object a line. What Autobahn
offers, such as its serializers, is left as it comes. With TOKEN_FROM and COOKIE in the environment
the two runners join as somebody who has logged in, each time with a token from that address.
"""

import asyncio
import json
import os
import sys
import threading
import time
import traceback
import urllib.request

tells, sys.stdout = sys.stdout, sys.stderr  # where Autobahn logs

from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.types import SubscribeOptions

realm = "wstorrent"
patience = {"initial_retry_delay": 0.1, "max_retry_delay": 0.3, "max_retries": -1}


def tell(what, **details):
    print(json.dumps({"what": what, **details}), file=tells, flush=True)


async def outcome(future, cancelled):
    try:
        return {"result": await future}
    except ApplicationError as error:
        return {"error": error.error, "message": error.args[0] if error.args else ""}
    except cancelled:
        return {"error": "none", "message": "cancelled"}


class App:
    def __init__(self, cancelled):
        self.cancelled = cancelled
        self.subscriptions = {}
        self.has_left = False

    async def on_join(self, session, details):
        self.session = session
        for topic in list(self.subscriptions):
            await self.subscribe(topic)
        tell("joined")

    def on_leave(self, session, details):
        if details.reason == "wamp.close.transport_lost":
            return tell("lost")
        self.has_left = True
        tell("left", reason=details.reason)

    async def subscribe(self, topic):
        def on_event(payload, details):
            tell("event", topic=topic, payload=payload, retained=bool(details.retained))

        options = SubscribeOptions(details=True)
        self.subscriptions[topic] = await self.session.subscribe(on_event, topic, options)

    async def unsubscribe(self, topic):
        await self.subscriptions.pop(topic).unsubscribe()

    async def call(self, procedure, args):
        return await outcome(self.session.call(procedure, **args), self.cancelled)

    async def begin(self, procedure, args):
        self.begun = self.session.call(procedure, **args)

    async def cancel(self):
        self.begun.cancel()
        return await outcome(self.begun, self.cancelled)

    async def leave(self):
        self.session.leave()

    async def answer(self, line):
        ask = json.loads(line)
        try:
            answer = await getattr(self, ask["verb"])(*ask["words"])
            tell("answer", id=ask["id"], answer=answer)
        except Exception:
            traceback.print_exc()
            os._exit(1)


def listen(schedule):
    def read():
        for line in sys.stdin:
            schedule(line)

    threading.Thread(target=read, daemon=True).start()


def fetch_token():
    request = urllib.request.Request(os.environ["TOKEN_FROM"], headers={"Cookie": os.environ["COOKIE"]})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def session_class(base, app, on_end):
    class Session(base):
        def onConnect(self):
            if "TOKEN_FROM" not in os.environ:
                return super().onConnect()
            self.login = fetch_token()
            return self.join(realm, ["ticket"], self.login["user"])

        def onChallenge(self, challenge):
            return self.login["token"]

        async def onJoin(self, details):
            await app.on_join(self, details)

        def onLeave(self, details):
            app.on_leave(self, details)
            return super().onLeave(details)

        def onDisconnect(self):
            super().onDisconnect()
            on_end()

    return Session


def listen_in_reactor(app):
    from twisted.internet import reactor
    from twisted.internet.defer import ensureDeferred

    listen(lambda line: reactor.callFromThread(lambda: ensureDeferred(app.answer(line))))
    return reactor


def component(url):
    from autobahn.twisted.component import Component, run
    from twisted.internet.defer import CancelledError

    app = App(CancelledError)
    transport = {"type": "websocket", "url": url, **patience}
    whole = Component(transports=[transport], realm=realm)
    whole.on_join(app.on_join)
    whole.on_leave(app.on_leave)
    listen_in_reactor(app)
    run([whole], log_level="error")


def runner(url):
    from autobahn.twisted.wamp import ApplicationRunner, ApplicationSession
    from twisted.internet.defer import CancelledError

    app = App(CancelledError)
    reactor = listen_in_reactor(app)
    session = session_class(ApplicationSession, app, lambda: app.has_left and reactor.stop())
    whole = ApplicationRunner(url, realm, **patience)
    whole.run(session, auto_reconnect=True, log_level="error")


def in_asyncio(url):
    from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession

    app = App(asyncio.CancelledError)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    listen(lambda line: asyncio.run_coroutine_threadsafe(app.answer(line), loop))
    session = session_class(ApplicationSession, app, lambda: None)

    async def connect():
        # Left to run the loop itself, it never ends if the handshake fails.
        connecting = ApplicationRunner(url, realm).run(session, start_loop=False)
        _, protocol = await connecting
        await protocol.is_closed

    while not app.has_left:  # it does not come back by itself
        try:
            loop.run_until_complete(connect())
        except OSError:
            time.sleep(0.1)


{"component": component, "runner": runner, "asyncio": in_asyncio}[sys.argv[1]](sys.argv[2])
