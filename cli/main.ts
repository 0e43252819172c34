// The command line: `archipelago run | debug | eval | profile | test | snapshot | inspect`. Arguments and printing; the runtime does the rest.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CommandError } from './commandError';
import { debugCommand } from './debugCommand';
import { evalCommand } from './evalCommand';
import { inspectCommand } from './inspectCommand';
import { profileCommand } from './profileCommand';
import { runCommand } from './runCommand';
import { snapshotCommand } from './snapshotCommand';
import { testCommand } from './testCommand';

const manifest = path.join(__dirname, '..', 'package.json');

/** The version in the package that this program is part of. */
const version = (): string => (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65535) {
    throw new InvalidArgumentError('A port is a number from 0 (a free one) to 65535.');
  }
  return number;
}

function seconds(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('A time is a number of seconds above 0.');
  return number;
}

const program = new Command('archipelago')
  .description('Smalltalk images that live side by side and send each other messages.')
  .version(version())
  .showHelpAfterError('(archipelago COMMAND --help tells more)')
  .addHelpText(
    'after',
    `
Examples:
  archipelago run examples/bank/bank.topology.json
  archipelago run Pharo.image -- --list
  archipelago eval "100 factorial printString size"
  archipelago test src/ --reporter tap`,
  );

program
  .command('run')
  .description('run the images of a topology, or one unmodified image of Squeak, Pharo or Cuis')
  .argument('<file>', 'a *.topology.json file, or a *.image file')
  .argument('[arguments...]', "after --: the image's own command line")
  .option('--files <folder>', "the only folder whose files the image can reach (default: the image's own)")
  .option('--read-only', 'the image can read those files, and change none')
  .option(
    '--sockets <host:port...>',
    'what the image can connect to, as localhost:8080 or "*:*" (default: nothing)',
  )
  .option('--limit <seconds>', 'end the image after this time', seconds)
  .option(
    '--screenshot <file>',
    'give the image a screen, and write what it shows at the end to this PNG file',
  )
  .addHelpText(
    'after',
    `
A topology runs until its entries have nothing left to do. Output of the images goes to standard output, errors to
standard error. The exit status is 1 if an entry ended in an error that nobody handled.

An image runs as on a stock VM without a window until it quits, and the exit status is what it gives: 124 if the limit
or a lack of memory ended it, 130 after Ctrl-C. Its standard streams are those of the command. It has the clock, a
clipboard of its own, and the files of one folder: links, ".." and absolute paths lead nowhere else. An image that only
saves itself when first started, and looks at no arguments, is started again for them.

Examples:
  archipelago run bank.topology.json
  archipelago run Pharo.image -- eval "3 + 4"
  archipelago run Pharo.image --files work/ -- --list
  archipelago run Cuis.image --limit 6 --screenshot desktop.png`,
  )
  .action(runCommand);

program
  .command('debug')
  .description('serve a topology to a debugger that speaks the Debug Adapter Protocol')
  .argument('<topology>', 'a *.topology.json file')
  .addOption(
    new Option(
      '--port <number>',
      'listen on this port of 127.0.0.1 instead of standard input and output',
    ).argParser(port),
  )
  .addHelpText(
    'after',
    `
A "launch" starts the topology for its client alone; an "attach" shares one that goes on when the client leaves.

Examples:
  archipelago debug bank.topology.json
  archipelago debug bank.topology.json --port 4711`,
  )
  .action(debugCommand);

program
  .command('eval')
  .description('evaluate Smalltalk in a new image and print the printString of its value')
  .argument('[expression]', 'one or more statements')
  .option(
    '--file <cases>',
    'a JSON file: an array of {id, source}; writes an array of {id, result} or {id, error}',
  )
  .option('--image <file>', 'evaluate in an unmodified image of Squeak, Pharo or Cuis, by its own compiler')
  .option('--save <file>', 'then write that image, its Processes where they are, to a new image file')
  .addHelpText(
    'after',
    `
Examples:
  archipelago eval "3 + 4"
  archipelago eval "(1 to: 10) inject: 0 into: [:a :b | a + b]"
  archipelago eval --file cases.json
  archipelago eval --image Cuis.image "Smalltalk version"
  archipelago eval --image Cuis.image --save new.image "Smalltalk at: #Answer put: 42"`,
  )
  .action(evalCommand);

program
  .command('profile')
  .description('say where time goes, method by method, and write a CPU profile that VS Code opens')
  .argument('<what>', 'a *.topology.json file, an *.image file, or an expression')
  .argument('[more...]', "more expressions; after --: an image's own command line")
  .option('--output <file>', 'the *.cpuprofile file to write (default: named after what runs)')
  .option('--duration <seconds>', 'end after this time', seconds)
  .addHelpText(
    'after',
    `
Writes FILE.cpuprofile, which VS Code and browsers open: below its root are the images, then Smalltalk methods, each with
its file and line. Beside it FILE.md says the same in words, as standard output does: each hot method's share, whether it
ran compiled or interpreted and why, how often and why its compiled code was thrown away, and sends to so many classes
that they are slow. Methods that have no file stand in FILE.methods.txt.

A topology runs until its entries have nothing left to do, an image until it quits; Ctrl-C ends both, and the profile is
written. Expressions are evaluated one after the other in a new image.

Examples:
  archipelago profile "1000 factorial printString size"
  archipelago profile bank.topology.json --duration 10 --output bank.cpuprofile
  archipelago profile Pharo.image --duration 30 -- eval "30 benchFib"`,
  )
  .action(profileCommand);

program
  .command('test')
  .description('load packages into a new image and run their SUnit suites')
  .argument('<path...>', 'files or folders in Tonel, chunk or SOM format')
  .addOption(
    new Option('--reporter <kind>', 'how to report').choices(['progress', 'tap']).default('progress'),
  )
  .option('--filter <text>', 'only tests that have this text in their name, IntegerTest>>testFactorial')
  .addHelpText(
    'after',
    `
The last line is "N passed, N failed". The exit status is 0 if at least one test ran and all passed.

Examples:
  archipelago test src/
  archipelago test src/ --filter AccountTest
  archipelago test Collections-Tests/ Kernel-Tests/ --reporter tap`,
  )
  .action(testCommand);

program
  .command('snapshot')
  .description('write a new image of ours, with packages in it, as a Spur 64 image file')
  .argument('<file>', 'the *.image file to write')
  .argument('[source...]', 'files or folders in Tonel, chunk or SOM format to load')
  .option('--eval <expression...>', 'then evaluate this in it')
  .addHelpText(
    'after',
    `
Stock virtual machines open the file (68533, Sista V1 bytecodes). What the class library asks this virtual machine for by
primitives of the module Archipelago fails there. To save an unmodified image: archipelago eval --image FILE --save NEW.

Examples:
  archipelago snapshot ours.image
  archipelago snapshot bank.image examples/bank/ --eval "Smalltalk at: #Rate put: 3/100"`,
  )
  .action(snapshotCommand);

program
  .command('inspect')
  .description('say what an image file of Squeak, Pharo or Cuis is and what it needs')
  .argument('<file>', 'a *.image file')
  .option('--json', 'write everything as JSON')
  .option('--methods', 'decompile every method, compile its text again and count whose code is the same')
  .addHelpText(
    'after',
    `
Reads V3 images (6502, 6504, 6505) and Spur images of 32 and 64 bit (6521, 68021 and their Sista variants).

Examples:
  archipelago inspect Cuis.image
  archipelago inspect Pharo.image --json
  archipelago inspect Squeak.image --methods`,
  )
  .action(inspectCommand);

program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${error instanceof CommandError ? error.message : (error.stack ?? error.message)}\n`);
  process.exitCode = 1;
});
