// `npm run preview|up|destroy -- -s dev`: the pulumi CLI with the project's own Node first on its PATH, and with the
// security rules, which refuse what breaks them. Plain JavaScript on purpose, as any Node must be able to run it.
require("./check-node.js");
var spawn = require("node:child_process").spawn;
var spawnSync = require("node:child_process").spawnSync;
var path = require("node:path");

var install = "https://www.pulumi.com/docs/install/ says how to get it.";
var least = [3, 259];

var root = path.dirname(__dirname);
// Windows spells it "Path".
var pathName =
  Object.keys(process.env).find(function (name) {
    return name.toUpperCase() === "PATH";
  }) || "PATH";
var env = Object.assign({}, process.env);
env[pathName] = [path.join(root, "node_modules", ".bin"), process.env[pathName] || ""].join(path.delimiter);

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

var asked = spawnSync("pulumi", ["version"], { env: env, encoding: "utf8" });
if (asked.error && asked.error.code === "ENOENT") {
  stop("The Pulumi CLI is not installed (the PATH has no `pulumi`). " + install);
}
// A build of one's own may tell no version, and is taken as new enough.
var found = /(\d+)\.(\d+)\.\d+/.exec(asked.stdout || "");
if (found && (Number(found[1]) - least[0] || Number(found[2]) - least[1]) < 0) {
  stop(
    "data-flow needs the Pulumi CLI " + least.join(".") + " or later and found " + found[0] + ". " + install,
  );
}

var words = process.argv.slice(2);
if (words[0] === "preview" || words[0] === "up")
  words.splice(1, 0, "--policy-pack", path.join("policy", "pack"));

var child = spawn("pulumi", words, { cwd: root, env: env, stdio: "inherit" });
// Ctrl-C reaches the CLI too, which ends what it has begun and then says how it went.
process.on("SIGINT", function () {});
child.on("error", function (error) {
  stop("The Pulumi CLI could not be started: " + error.message);
});
child.on("close", function (code) {
  process.exitCode = code === null ? 1 : code;
});
