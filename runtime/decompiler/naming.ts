// Names for the variables of a method: those that are known, else by their place.
import type { MethodTree, TreeVariable } from './tree';
import { bodiesOf, walk } from './treeUses';

/**
 * Gives every variable of `tree` a name that no other and none of `taken` has: `arg1`, `t1`… in the order of their
 * declaration. A known name is used unless it is taken.
 */
export function nameVariables(
  tree: MethodTree,
  taken: ReadonlySet<string>,
  known: (variable: TreeVariable) => string | undefined = () => undefined,
): void {
  const used = new Set(taken);
  const variables = declaredIn(tree);
  for (const variable of variables) {
    const name = known(variable);
    if (name === undefined || used.has(name)) continue;
    variable.name = name;
    used.add(name);
  }
  const next = { argument: 1, temporary: 1 };
  for (const variable of variables) {
    if (variable.name !== '') continue;
    const kind = variable.kind === 'argument' ? 'argument' : 'temporary';
    do variable.name = `${kind === 'argument' ? 'arg' : 't'}${next[kind]++}`;
    while (used.has(variable.name));
    used.add(variable.name);
  }
}

/** All variables, each once, in the order of their declaration; those used without one come last. */
function declaredIn(tree: MethodTree): TreeVariable[] {
  const found = new Set<TreeVariable>(tree.parameters);
  if (tree.errorCode) found.add(tree.errorCode);
  for (const variable of tree.body.temporaries) found.add(variable);
  walk(tree.body.statements, (node) => {
    if (node.kind !== 'block' && node.kind !== 'arm') return;
    for (const variable of node.parameters) found.add(variable);
    for (const variable of node.body.temporaries) found.add(variable);
  });
  for (const body of bodiesOf(tree))
    walk(body.statements, (node) => {
      if (node.kind === 'variable') found.add(node.variable);
    });
  return [...found];
}
