#!/usr/bin/env node
// Runs the program of the package for this system, and ends as it ends.
"use strict";

const { spawnSync } = require("node:child_process");
const { constants } = require("node:os");

const name = `dsnitch-${process.platform}-${process.arch}`;

// Status 2: nothing was scanned, and a hook refuses the commit.
function refuse(why, next) {
  console.error(`dsnitch: ${why}, so nothing was scanned\n  next: ${next}`);
  process.exit(2);
}

let program;
try {
  program = require.resolve(`${name}/bin/dsnitch`);
} catch {
  const known = Object.keys(require("../package.json").optionalDependencies);
  if (known.includes(name)) {
    refuse(`the package ${name} is not installed`, "npm install --include=optional (with a lock file of another system: remove it first)");
  }
  refuse(`there is no package ${name}`, "build dsnitch from source: cargo install --path . --locked, in a clone of its repository");
}

const { status, signal, error } = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (error) refuse(`${program} cannot be run (${error.message})`, "npm rebuild, or install the packages again");
// As a shell reports a program that a signal ended.
process.exit(signal ? 128 + constants.signals[signal] : status);
