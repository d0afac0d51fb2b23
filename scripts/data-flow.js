#!/usr/bin/env node
/** The `data-flow` command. In a checkout it is made again where its sources have changed; the package has it ready. */
require("./check-node.js");
const { existsSync } = require("node:fs");
const path = require("node:path");

function start(faults) {
  if (faults === undefined) return require("../build/cli/main.js");
  console.error(faults);
  process.exitCode = 1;
}

if (existsSync(path.join(__dirname, "build.js")))
  require("./build.js")
    .makeCommand()
    .then(start, (error) => {
      console.error(error);
      process.exitCode = 1;
    });
else require("../dist/cli/main.js");
