// An ESLint rule: an import stays inside its layer or goes to one that the table puts below it.
import path from 'node:path';
import { layers } from './layers.mjs';
import { root } from './root.mjs';

const bySpecificity = [...layers].sort((a, b) => b.folder.length - a.folder.length);

/** The layer that a path from the root belongs to. */
export const layerOf = (file) =>
  bySpecificity.find(({ folder }) => file.replace(/\.ts$/, '') === folder || file.startsWith(`${folder}/`));

/** Why `file` may not import `specifier`, or undefined where it may. Paths are from the root. */
export function forbidden(file, specifier, typesOnly) {
  const from = layerOf(file);
  if (!from) return `${path.dirname(file)} is not in the layer table (build/layers.mjs).`;
  if (!specifier.startsWith('.')) {
    const name = specifier.startsWith('node:') ? 'node' : packageOf(specifier);
    if ((from.packages ?? []).includes(name)) return undefined;
    return `${from.folder} may not import ${name === 'node' ? 'from Node' : name}. ${from.reason}`;
  }
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const to = layerOf(target);
  if (to === from || (to && from.below.includes(to.folder))) return undefined;
  if (to && typesOnly && from.names?.includes(to.folder)) return undefined;
  return `${from.folder} may not import ${to?.folder ?? target}. ${from.reason}`;
}

const packageOf = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** @type {import('eslint').Rule.RuleModule} */
export const layerRule = {
  meta: { type: 'problem', schema: [], messages: { forbidden: '{{why}}' } },
  create(context) {
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const typesOnly = node.importKind === 'type' || node.exportKind === 'type';
      const why = forbidden(file, node.source.value, typesOnly);
      if (why) context.report({ node: node.source, messageId: 'forbidden', data: { why } });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};
