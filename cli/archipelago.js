#!/usr/bin/env node
// The command of this package. In a fresh clone the program isn't built yet: then it is, first.
const { existsSync } = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const program = path.join(__dirname, '..', 'dist', 'cli.js');
if (!existsSync(program)) {
  const bundle = path.join(__dirname, '..', 'build', 'bundle.mjs');
  const { status } = spawnSync(process.execPath, [bundle], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}
require(program);
