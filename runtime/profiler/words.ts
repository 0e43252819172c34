// A profile's summary in words, as Markdown that reads well as plain text.
import type { MegamorphicSend } from './profile';
import type { MethodSummary, ProfileSummary } from './summary';

/** Methods that are told of, and the share from which they are. */
const mostMethods = 15;
const leastShare = 0.005;
/** Discards from which on they are worth a remedy: the first ones are how code learns. */
const manyDiscards = 4;
const mostClasses = 8;

/** `title` names what ran. */
export function summaryText(title: string, summary: ProfileSummary): string {
  const methods = summary.methods
    .filter(({ ownShare, totalShare }) => ownShare >= leastShare || totalShare >= 0.1)
    .slice(0, mostMethods);
  const blocks = [
    `# Profile of ${title}`,
    overview(summary),
    tableOf('Image', summary.images),
    tierText(summary),
    ...(summary.natives.length > 0
      ? [
          'Of that, primitives of the virtual machine took:',
          tableOf('Primitive', summary.natives.slice(0, 5).map(withoutKind)),
        ]
      : []),
    ...(methods.length > 0 ? ['## Methods'] : []),
    ...methods.map(methodText),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function overview({ durationUs, threads, sampleCount, idleShare }: ProfileSummary): string {
  const parts = [`${(durationUs / 1e6).toFixed(1)} s, ${counted(sampleCount, 'sample')}`];
  if (threads > 1)
    parts.push(`of ${threads} threads, which ran at the same time: the file shows one behind the other`);
  const idle =
    idleShare >= 0.005
      ? ` ${percent(idleShare)} of the time nothing was to be done; shares are of the rest.`
      : '';
  return `${parts.join(' ')}.${idle}`;
}

function tierText(summary: ProfileSummary): string {
  const lines = [
    `- Compiled code ran ${percent(summary.compiledShare)} of the time, the interpreter ${percent(summary.interpretedShare)}.`,
  ];
  if (summary.collectorShare >= leastShare)
    lines.push(
      `- Collecting garbage took ${percent(summary.collectorShare)}: objects that are made and forgotten.`,
    );
  if (summary.compilingShare >= leastShare)
    lines.push(
      `- Making compiled code took ${percent(summary.compilingShare)}; that ends once what is hot is compiled.`,
    );
  if (summary.machineShare >= leastShare)
    lines.push(
      `- The virtual machine took ${percent(summary.machineShare)} for messages between images, timers, paging and starting.`,
    );
  return lines.join('\n');
}

function methodText(method: MethodSummary): string {
  const { name, file, ownShare, totalShare } = method;
  const own = `### ${percent(ownShare)} in ${name}`;
  const lines = [
    `- ${percent(totalShare)} together with what it called.`,
    `- ${tierOf(method)}`,
    ...discardLines(method),
    ...method.megamorphicSends.map(megamorphicText),
  ];
  if (file !== undefined) lines.push(`- In ${file}`);
  return `${own}\n\n${lines.join('\n')}`;
}

function tierOf({ compiledShare, ownShare, facts }: MethodSummary): string {
  const { isCompiled, whyInterpreted } = facts;
  if (whyInterpreted !== undefined) return `Interpreted, and never compiled: ${whyInterpreted}.`;
  if (ownShare === 0) return isCompiled ? 'Compiled.' : 'Interpreted.';
  if (compiledShare >= 0.95) return 'Compiled: all its time was spent in JavaScript made of it.';
  if (isCompiled)
    return `Compiled by now: ${percent(compiledShare)} of its time was spent in JavaScript made of it, before that it was interpreted.`;
  if (compiledShare > 0)
    return `Interpreted again: its compiled code, which took ${percent(compiledShare)} of its time, is gone.`;
  return 'Interpreted: it was not called, and its loops did not go round, often enough to be compiled.';
}

function discardLines({ facts }: MethodSummary): string[] {
  const { discards } = facts;
  if (discards.length === 0) return [];
  const total = discards.reduce((sum, { count }) => sum + count, 0);
  const lines = [`- Its compiled code was thrown away ${times(total)}, and made again for what it had met:`];
  for (const { why, count } of discards) lines.push(`  - ${times(count)}: ${why}.`);
  if (total >= manyDiscards)
    lines.push(
      '  - Each time it is interpreted for a while. What helps: values of one kind in one place, as sums of Floats that begin with 0.0, and methods that are not changed while they are hot.',
    );
  return lines;
}

function megamorphicText({ selector, classes }: MegamorphicSend): string {
  const some = classes.slice(0, mostClasses).join(', ');
  // A send remembers the last four.
  const more = classes.length > mostClasses || classes.length <= 4 ? ', …' : '';
  return [
    `- It sends ${selector} to objects of more than four classes (${some}${more}).`,
    '  Up to four are told apart at the place of the send, in about 1 ns; from the fifth on the method is looked up each time, in about 9 ns, and is not put in place of the send.',
    '  What helps, where it is hot: one method inherited by them all, a collection for each class, or a double dispatch to methods that each send to one class.',
  ].join('\n');
}

function tableOf(head: string, rows: readonly { readonly name: string; readonly share: number }[]): string {
  return [
    `| ${head} | Share |`,
    '| --- | ---: |',
    ...rows.map(({ name, share }) => `| ${name.replaceAll('|', '\\|')} | ${percent(share)} |`),
  ].join('\n');
}

const withoutKind = ({ name, share }: { name: string; share: number }): { name: string; share: number } => ({
  name: name.replace('(primitive) ', ''),
  share,
});

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);
const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
