"""autobahn_client.py URL TOPIC COUNT: subscribes with Autobahn|Python, tells COUNT events, leaves.

Prints one JSON object a line: joined, subscribed, event (COUNT times), left. What Autobahn offers,
such as its serializers, is left as it comes.
"""

import json
import sys

from autobahn.twisted.component import Component, run
from autobahn.wamp.types import SubscribeOptions

url, topic, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
component = Component(transports=url, realm="wstorrent")


def tell(what, **details):
    # Autobahn's run() makes log lines of what is written to sys.stdout.
    print(json.dumps({"what": what, **details}), file=sys.__stdout__, flush=True)


@component.on_join
async def joined(session, details):
    told = 0

    def on_event(payload, details):
        nonlocal told
        told += 1
        if told <= count:
            tell("event", payload=payload, retained=details.retained)
        if told == count:
            session.leave()

    tell("joined", realm=details.realm)
    await session.subscribe(on_event, topic, SubscribeOptions(details=True))
    tell("subscribed")


@component.on_leave
def left(session, details):
    tell("left", reason=details.reason)


run([component], log_level="error")
