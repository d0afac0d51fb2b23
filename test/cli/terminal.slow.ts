import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { withHome } from "./command";

const main = resolve(__dirname, "..", "..", "cli", "main.js");
const python = process.env["DATA_FLOW_PYTHON"] ?? "python3";

/** Runs a command on a terminal so many characters wide; python: Node has none to offer. */
const onTerminal = `
import fcntl, os, pty, struct, sys, termios
pid, screen = pty.fork()
if pid == 0:
    # Until it is as wide as it is to be, nothing may look.
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
while True:
    try:
        shown = os.read(screen, 65536)
    except OSError:
        break
    if not shown:
        break
    sys.stdout.buffer.write(shown)
os.waitpid(pid, 0)
`;

describe("data-flow on a terminal", function () {
  const shown = async (home: string, columns: number, ...args: string[]): Promise<string> => {
    const words = ["-c", onTerminal, String(columns), process.execPath, main, ...args];
    const env = { ...process.env, DATA_FLOW_HOME: home };
    return (await promisify(execFile)(python, words, { env })).stdout.replaceAll("\r\n", "\n");
  };
  const evil = `chr(27) || '[2J' || chr(155) || chr(8238) || 'x'`;
  const escaped = "\\u001b[2J\\u009b\\u202ex";

  it("shows what would steer it, in answers, names and errors", () =>
    withHome(async (home) => {
      const table = await shown(home, 60, "query", `select ${evil} as "a\u001b[31m"`);
      assert.equal(table, `  a\\u001b[31m\n  ${escaped}\n`);
      assert.deepEqual(JSON.parse(await shown(home, 60, "query", "--json", `select ${evil} as a`)), [
        { a: "\u001b[2J\u009b\u202ex" },
      ]);
      assert.equal(
        (await shown(home, 200, "query", 'select * from "no\u001b[2Jpe"')).split(".")[0],
        "NothingPublished: Nothing is published yet: run `npm start` first",
      );
      assert.match(await shown(home, 200, "run", "no\u001b[2Jpe"), /value 'no\\u001b\[2Jpe' is invalid/);
    }));

  it("gives --csv exactly", () =>
    withHome(async (home) => {
      const csv = await shown(home, 60, "query", "--csv", `select ${evil} as a`);
      assert.equal(csv, "a\r\n\u001b[2J\u009b\u202ex\r\n");
    }));

  it("fits a table to its width, and says how many rows there are", () =>
    withHome(async (home) => {
      const sql = "select i as n, repeat('long ', 40) as words, i as m from range(120) as t(i)";
      const lines = (await shown(home, 40, "query", sql)).trimEnd().split("\n");
      assert.ok(lines.every(({ length }) => length < 40));
      assert.match(lines[1]!, /^ {3}0 {2}long long .*… {3}0$/);
      assert.equal(
        lines.slice(101).join("").replace(/ +/g, " "),
        " … 20 more rows: --limit 120 shows them all",
      );
    }));
});
