// Comparisons with nil as the messages that compilers make them of.
import type { MethodTree } from './tree';
import { isPseudo } from './tree';
import { walk } from './treeUses';
import type { ImageDialect } from '../compiler/image-code/imageDialect';

const forEffect: Readonly<Record<string, string>> = {
  'ifTrue:': 'ifNil:',
  'ifFalse:': 'ifNotNil:',
};
const twoArmed: Readonly<Record<string, string>> = {
  'ifTrue:ifFalse:': 'ifNil:ifNotNil:',
  'ifFalse:ifTrue:': 'ifNotNil:ifNil:',
};

/** `x == nil ifTrue: […]` to `x ifNil: […]`, where the image's compiler makes the same of both. */
export function readNilTests(tree: MethodTree, { inlined, keepsNil }: ImageDialect): void {
  walk(tree.body.statements, (node) => {
    if (node.kind !== 'inlined') return;
    const { receiver } = node;
    if (receiver.kind !== 'send' || receiver.selector !== '==' || !isPseudo(receiver.args[0], 'nil')) return;
    if (isPseudo(receiver.receiver, 'super')) return;
    const selector = twoArmed[node.selector] ?? forEffect[node.selector];
    if (selector === undefined || !inlined.has(selector)) return;
    // As a value, ifNil: answers its receiver otherwise, and ifTrue: nil.
    if (node.isValue && selector === 'ifNil:') return;
    if (node.isValue && selector === 'ifNotNil:' && keepsNil) return;
    node.selector = selector;
    node.receiver = receiver.receiver;
  });
}
