// What somebody does at the Cuis desktop, in the compiled tier against the interpreter.
import { GuestImage } from './guestImage';
import { cuisFile } from './imageFolder';
import { BenchError, compare, sized, type Effort, type Figure } from './measurement';
import type { Tier } from './tier';

/** Lets the Process of the desktop do it, between two cycles of its own, and waits for that. */
const atDesktop = (body: string): string => `| done answer |
done := Semaphore new.
WorldState addDeferredUIMessage: [
  answer := [ ${body} ] on: Error do: [ :error | 'ERR: ' , error description ].
  done signal ].
done wait.
answer`;

const openText = (lines: number): string =>
  atDesktop(`| text window |
text := String streamContents: [ :stream |
  1 to: ${lines} do: [ :i |
    stream nextPutAll: 'line '; print: i; nextPutAll: ' of a text that is scrolled'; newLine ] ].
window := SystemWindow editText: (TextModel new contents: text asText) label: 'lines' wrap: true.
Smalltalk at: #BenchPane put: window layoutMorph submorphs first.
self runningWorld displayWorld`);

const openBrowser = (times: number): string =>
  atDesktop(`| world |
world := self runningWorld.
${times} timesRepeat: [
  BrowserWindow fullOnClass: Integer selector: #benchFib.
  world displayWorld.
  (world submorphs detect: [ :each | each isKindOf: BrowserWindow ]) delete.
  world displayWorld ]`);

const scrollText = (steps: number): string =>
  atDesktop(`| pane |
pane := Smalltalk at: #BenchPane.
1 to: ${steps} do: [ :i |
  pane scrollBy: 0 @ (pane vTotalScrollRange // ${steps}) negated.
  self runningWorld displayWorld ].
pane scrollBy: 0 @ pane vTotalScrollRange`);

const walkClasses = (times: number): string => `| sum |
${times} timesRepeat: [
  sum := 0.
  Smalltalk allClasses do: [ :each |
    sum := sum + each selectors size + each class selectors size + each subclasses size.
    each allInstVarNames do: [ :name | sum := sum + name size ] ] ].
sum`;

interface Work {
  readonly name: string;
  readonly expression: (effort: Effort) => string;
}

const works: readonly Work[] = [
  { name: 'opening a browser', expression: (effort) => openBrowser(sized(effort, 5)) },
  { name: 'scrolling a text of 10,000 lines', expression: (effort) => scrollText(sized(effort, 50)) },
  { name: 'a walk over all classes', expression: (effort) => walkClasses(sized(effort, 20)) },
];

/** Each takes a second or so in the interpreter. */
const mostRounds = 5;

export async function cuisWork(effort: Effort): Promise<Figure[]> {
  const compiled = await prepared('compiled', effort);
  const interpreted = await prepared('interpreter', effort);
  const figures: Figure[] = [];
  for (const { name, expression } of works) {
    const source = expression(effort);
    const { value, ratio } = await compare(
      () => compiled.milliseconds(source),
      () => interpreted.milliseconds(source),
      { ...effort, rounds: Math.min(effort.rounds, sized(effort, mostRounds)) },
    );
    figures.push({
      name: `Cuis: ${name}`,
      value,
      unit: 'ms',
      ratio: 1 / ratio,
      against: 'times as fast as in the interpreter',
    });
  }
  compiled.end();
  interpreted.end();
  return figures;
}

async function prepared(tier: Tier, effort: Effort): Promise<GuestImage> {
  if (cuisFile === undefined) throw new BenchError('There is no Cuis image to measure with');
  const image = await GuestImage.start(cuisFile, tier);
  await image.answer(openText(sized(effort, 10_000)));
  return image;
}
