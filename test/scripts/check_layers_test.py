"""scripts/check-layers finds what it is there to find, and nothing else."""

import importlib.machinery
import importlib.util
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check-layers"


def load(path):
    loader = importlib.machinery.SourceFileLoader("check_layers", str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_layers", loader))
    loader.exec_module(module)
    return module


check_layers = load(SCRIPT)

GOOD = {
    "src/base/json.h": "",
    "src/base/json.cpp": '#include "base/json.h"\n#include <cjson/cJSON.h>\n',
    "src/process/command_runner.h": '#include "base/json.h"\n',
    "src/process/child.h": '#include "process/command_runner.h"\n',
    "src/transmission/diagnosis.h": '#include "process/command_runner.h"\n',
    "src/poll/table.h": '#include "base/json.h"\n',
    "src/feed/feed.h": '#include "poll/table.h"\n#include "transmission/diagnosis.h"\n',
    "src/router/router.h": '#include "poll/table.h"\n#include <string>\n',
    "src/websocket/server.h": '#include "router/router.h"\n#include <ev++.h>\n',
    "src/websocket/server.cpp": '#include "websocket/server.h"\n#include <libwebsockets.h>\n',
    "src/main.cpp": '#include "websocket/server.h"\n#include "base/json.h"\n',
    "www/main.js": "import { list } from './list.js';\nimport('./late.js');\n",
    "www/list.js": "export { format } from './format.js';\n",
    "www/late.js": "import './format.js';\n",
    "www/format.js": "export const format = (from) => `import ${from}`;\n",
}

BAD = {
    "a floor that looks up": ("src/base/row.h", '#include "poll/table.h"\n'),
    "a parser that knows of processes": (
        "src/transmission/reply.cpp",
        '  #  include "process/command_runner.h"\n',
    ),
    "a decision that runs processes": ("src/feed/runs.cpp", '#include "process/child.h"\n'),
    "a protocol that knows of processes": ("src/wire/plain.cpp", '#include "process/child.h"\n'),
    "libwebsockets where frames are kept": ("src/websocket/inbox.cpp", "#include <libwebsockets.h>\n"),
    "a decision that knows an adapter": ("src/feed/feeds.cpp", '#include "websocket/server.h"\n'),
    "adapters that know each other": ("src/process/child.h", '#include "websocket/server.h"\n'),
    "a table that knows its feed": ("src/poll/table.cpp", '#include "feed/feed.h"\n'),
    "a header that is not there": ("src/main.cpp", '#include "base/nothing.h"\n'),
    "a header named from its own folder": ("src/http/http.cpp", '#include "server.h"\n'),
    "a folder that is no floor": ("src/misc/helper.h", ""),
    "a file in no folder": ("src/helper.h", ""),
    "libwebsockets in a header": ("src/websocket/server.h", "#include <libwebsockets.h>\n"),
    "cJSON in a second file": ("src/wire/plain.cpp", "#include <cjson/cJSON.h>\n"),
    "libev in a decision": ("src/feed/feed.h", "#include <ev++.h>\n"),
    "libev's C interface": ("src/process/child.cpp", "#include <ev.h>\n"),
    "a circle in the page": ("www/format.js", "import { x } from './main.js';\n"),
    "a circle over several lines": ("www/format.js", "import {\n  x,\n  y,\n} from './main.js';\n"),
    "a module that imports itself": ("www/late.js", "import './late.js';\n"),
    "a page that imports from elsewhere": ("www/late.js", "import x from 'https://x.test/x.js';\n"),
    "a page that imports what is not there": ("www/late.js", "import x from './x.js';\n"),
    "a page that leaves its folder": ("www/late.js", "import x from '../src/main.cpp';\n"),
}


def problems_of(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return check_layers.check(Path(folder))


class CheckLayers(unittest.TestCase):
    def test_a_house_in_order_has_no_problems(self):
        self.assertEqual(problems_of(GOOD), [])

    def test_each_fault_is_found_and_its_file_named(self):
        for fault, (path, text) in BAD.items():
            with self.subTest(fault):
                problems = problems_of({**GOOD, path: text})
                self.assertEqual(len(problems), 1, problems)
                self.assertIn(path.removeprefix("www/"), problems[0])

    def test_a_floor_may_include_those_below_it_and_none_above(self):
        folders = [floor.folder for floor in check_layers.FLOORS]
        for lower, folder in enumerate(folders):
            for higher in folders[lower:]:
                with self.subTest(folder, other=higher):
                    down = {f"src/{higher}/a.h": f'#include "{folder}/b.h"\n', f"src/{folder}/b.h": ""}
                    up = {f"src/{folder}/b.h": f'#include "{higher}/a.h"\n', f"src/{higher}/a.h": ""}
                    if folder != "process":  # whose headers are not for everybody above
                        self.assertEqual(problems_of({**GOOD, **down}), [])
                    self.assertEqual(len(problems_of({**GOOD, **up})), 0 if folder == higher else 1)


if __name__ == "__main__":
    unittest.main()
