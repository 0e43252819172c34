// `npm run bench`: measures what was built and prints each figure as a ratio within this run.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { Command, Option } from 'commander';
import { beatForThisThread } from '../runtime/node/heartbeat';
import { fullEffort, quickEffort, type Figure } from './measurement';
import { jsonOf, tableOf } from './report';
import { suites } from './suites';

interface Options {
  readonly json?: string;
  readonly only?: readonly string[];
  readonly quick?: true;
}

async function run({ json, only, quick }: Options): Promise<void> {
  const [cpu] = os.cpus();
  console.log(
    `Node ${process.versions.node}, V8 ${process.versions.v8}, ${os.availableParallelism()} × ${cpu?.model.trim() ?? 'unknown processor'}`,
  );
  beatForThisThread();
  const figures: Figure[] = [];
  for (const [name, suite] of Object.entries(suites)) {
    if (only && !only.includes(name)) continue;
    console.error(`measuring: ${name} …`);
    figures.push(...(await suite(quick ? quickEffort : fullEffort)));
  }
  console.log(`\n${tableOf(figures)}`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(jsonOf(figures), null, 2)}\n`);
}

void new Command('npm run bench --')
  .description(
    'Measures the virtual machine. Each figure is a ratio to a counterpart measured in the same run.',
  )
  .option('--json <file>', 'also write the figures to a file')
  .option('--runtime <node>', 'run in another Node than this one: in that of VS Code, say')
  .option('--quick', 'measure less, for a first look')
  .addOption(new Option('--only <name...>', 'run these benchmarks alone').choices(Object.keys(suites)))
  .addHelpText(
    'after',
    '\nExamples:\n  npm run bench\n  npm run bench -- --quick --only programs\n  npm run bench -- --json bench.json',
  )
  .action(run)
  .parseAsync();
