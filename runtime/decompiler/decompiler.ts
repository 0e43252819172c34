// Methods to readable source.
import type { MethodNode } from '../compiler/ast';
import type { ImageDialect } from '../compiler/image-code/imageDialect';
import { printMethod } from '../compiler/printer';
import type { Method } from '../object-memory/method';
import { pragmasOf } from './methodPragmas';
import { nameVariables } from './naming';
import { readNilTests } from './nilTests';
import { scopeVariables } from './scoping';
import { readTree } from './structurer';
import { buildSyntax } from './syntaxBuilder';
import { MethodNames } from './textNames';
import type { MethodTree, Place, TreeVariable } from './tree';
import { walk } from './treeUses';

export interface Decompiled {
  readonly text: string;
  readonly tree: MethodTree;
  readonly names: MethodNames;
  /** As built, without ranges. */
  readonly syntax: MethodNode;
  readonly places: ReadonlyMap<object, Place>;
}

export interface DecompilerOptions {
  /** That of the method's compiler. */
  readonly dialect: ImageDialect;
  /** Names of the class's instance variables, inherited ones first. */
  readonly fields: readonly string[];
  readonly variableName?: (variable: TreeVariable) => string | undefined;
}

/** The source of a method, not of a block. Throws UnstructuredCode where no compiler of Smalltalk made its code. */
export function decompile(method: Method, { dialect, fields, variableName }: DecompilerOptions): Decompiled {
  const tree = readTree(method);
  readNilTests(tree, dialect);
  scopeVariables(tree, dialect);
  const names = new MethodNames(method.kernel, fields);
  walk(tree.body.statements, (node) => {
    if (node.kind === 'binding') names.binding(node.binding);
    else if (node.kind === 'literal' && names.literal(node.value) === undefined) names.constant(node.value);
  });
  nameVariables(tree, names.taken, variableName);
  const { method: syntax, places } = buildSyntax(
    tree,
    names,
    pragmasOf(method, tree.errorCode?.name),
    dialect.inlined,
  );
  return { text: printMethod(syntax), tree, names, syntax, places };
}
