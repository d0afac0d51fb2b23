#!/usr/bin/env node
/** The `data-flow` command, made anew where its sources have changed. */
require("./check-node.js");
const { makeCommand } = require("./build.js");

makeCommand().then(
  (faults) => {
    if (faults === undefined) return require("../build/cli/main.js");
    console.error(faults);
    process.exitCode = 1;
  },
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
