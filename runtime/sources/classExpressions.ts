import type { CascadeMessage, Expression, MessageNode, MessagePart, Statement } from '../compiler/ast';
import { outerRange } from '../compiler/ast';
import { parseDoIt } from '../compiler/parser';
import type { SourceRange } from '../compiler/sourceRange';
import { kindsByMessage, kindsByName } from './classKinds';
import type { ClassDefinition, ClassKind, ClassSideDefinition } from './sourceModel';

/** What an expression of a chunk file says about a class; ranges are offsets into the expression. */
export type ClassExpression =
  | Omit<ClassDefinition, 'start' | 'stop'>
  | Omit<ClassSideDefinition, 'start' | 'stop'>
  | { readonly kind: 'comment'; readonly className: string; readonly isMeta: boolean; readonly text: string };

/**
 * Reads a class definition message (`subclass:instanceVariableNames:…` in its variants, Pharo's `<<`, `Trait
 * named:`), `Foo class instanceVariableNames:` or `Foo comment:`; undefined if it is something else.
 */
export function readClassExpression(source: string): ClassExpression | undefined {
  const { method, diagnostics } = parseDoIt(source);
  if (diagnostics.length > 0 || method.body.temporaries.length > 0) return undefined;
  const [statement, ...others] = method.body.statements;
  if (!statement || others.length > 0) return undefined;
  const expression = statementExpression(statement);
  const fluid = readFluid(expression, source);
  if (fluid) return fluid;
  if (expression.kind !== 'message') return undefined;
  return readClassSide(expression, source) ?? readComment(expression) ?? readDefinition(expression, source);
}

function statementExpression(statement: Statement): Expression {
  return statement.kind === 'return' ? statement.value : statement;
}

function readDefinition(message: MessageNode, source: string): ClassExpression | undefined {
  const superclassName = nameOf(message.receiver);
  const first = message.selectorParts[0]?.name ?? '';
  const isTrait = superclassName === 'Trait' && first === 'named:';
  const kind: ClassKind | undefined = isTrait ? 'normal' : kindsByMessage[first];
  if (!kind || superclassName === undefined) return undefined;
  const definition = definitionOf(message.args[0]!, kind, isTrait);
  if (!definition) return undefined;
  const details: Record<string, unknown> = {};
  for (const [index, { name }] of message.selectorParts.entries()) {
    if (index === 0) continue;
    const argument = message.args[index]!;
    const text = textOf(argument);
    switch (name) {
      case 'instanceVariableNames:':
      case 'instanceVariables:':
        details['instanceVariables'] = words(text);
        break;
      case 'classVariableNames:':
      case 'classVariables:':
        details['classVariables'] = words(text);
        break;
      case 'classInstanceVariableNames:':
        details['classInstanceVariables'] = words(text);
        break;
      case 'poolDictionaries:':
      case 'pools:':
        details['pools'] = words(text);
        break;
      case 'category:':
        details['category'] = text ?? '';
        break;
      case 'package:':
        details['category'] = text ?? '';
        details['package'] = text ?? '';
        break;
      case 'uses:':
        details['traits'] = traitsText(argument, source);
        break;
      default:
        return undefined;
    }
  }
  if (message.args.length < 2) return undefined;
  return {
    ...definition,
    superclassName: isTrait || superclassName === 'nil' ? undefined : superclassName,
    ...details,
  };
}

/** Pharo's `Object << #Foo slots: { … }; package: 'x'`; the class may also stand alone. */
function readFluid(expression: Expression, source: string): ClassExpression | undefined {
  let head = expression;
  let parts: readonly (MessagePart | CascadeMessage)[] = [];
  if (expression.kind === 'cascade') {
    head = expression.receiver;
    parts = expression.messages;
  } else if (expression.kind === 'message' && expression.selector !== '<<') {
    head = expression.receiver;
    parts = [expression];
  }
  if (head.kind !== 'message' || head.selector !== '<<') return undefined;
  const superclass = nameOf(head.receiver);
  const classSide = classSideName(head.args[0]!);
  if (classSide !== undefined) {
    const slots = parts.find(({ selector }) => selector === 'slots:')?.args[0];
    const traits = parts.find(({ selector }) => selector === 'traits:')?.args[0];
    return {
      kind: 'classSide',
      className: classSide,
      instanceVariables: slots ? slotNames(slots) : [],
      traits: traits ? traitsText(traits, source) : '',
    };
  }
  const isTrait = superclass === 'Trait';
  const definition = definitionOf(head.args[0]!, 'normal', isTrait);
  if (superclass === undefined || !definition) return undefined;
  const details: Record<string, unknown> = {};
  let tag = '';
  for (const { selector, args } of parts) {
    const argument = args[0];
    if (!argument) continue;
    if (selector === 'slots:') details['instanceVariables'] = slotNames(argument);
    else if (selector === 'sharedVariables:') details['classVariables'] = slotNames(argument);
    else if (selector === 'sharedPools:') details['pools'] = slotNames(argument);
    else if (selector === 'traits:') details['traits'] = traitsText(argument, source);
    else if (selector === 'layout:') details['classKind'] = kindsByName[nameOf(argument) ?? ''] ?? 'normal';
    else if (selector === 'package:') details['package'] = textOf(argument) ?? '';
    else if (selector === 'tag:') tag = textOf(argument) ?? '';
  }
  const packageName = String(details['package'] ?? '');
  return {
    ...definition,
    superclassName: isTrait || superclass === 'nil' ? undefined : superclass,
    ...details,
    category: tag ? `${packageName}-${tag}` : packageName,
  };
}

function readClassSide(message: MessageNode, source: string): ClassExpression | undefined {
  const className = classSideName(message.receiver);
  if (className === undefined) return undefined;
  const at = message.selectorParts.findIndex(({ name }) => name === 'instanceVariableNames:');
  if (at < 0 || !/^(uses:)?instanceVariableNames:$/.test(message.selector)) return undefined;
  const traits = at > 0 ? traitsText(message.args[0]!, source) : '';
  return { kind: 'classSide', className, instanceVariables: words(textOf(message.args[at]!)), traits };
}

function readComment(message: MessageNode): ClassExpression | undefined {
  if (message.selector !== 'comment:') return undefined;
  const text = textOf(message.args[0]!);
  const meta = classSideName(message.receiver);
  const className = meta ?? nameOf(message.receiver);
  if (text === undefined || className === undefined) return undefined;
  return { kind: 'comment', className, isMeta: meta !== undefined, text };
}

function definitionOf(
  nameNode: Expression,
  classKind: ClassKind,
  isTrait: boolean,
): Omit<ClassDefinition, 'start' | 'stop'> | undefined {
  const name = textOf(nameNode);
  if (name === undefined) return undefined;
  return {
    kind: 'class',
    name,
    superclassName: undefined,
    isTrait,
    classKind,
    instanceVariables: [],
    classVariables: [],
    classInstanceVariables: [],
    pools: [],
    category: '',
    package: '',
    comment: '',
    traits: '',
    classTraits: '',
    nameRange: nameRange(nameNode),
  };
}

/** Without the `#` of the symbol. */
function nameRange(node: Expression): SourceRange {
  const name = textOf(node) ?? '';
  return { start: Math.max(node.start, node.stop - name.length), stop: node.stop };
}

function nameOf(node: Expression): string | undefined {
  return node.kind === 'variable' ? node.name : undefined;
}

/** The class of `Foo class` and `Foo classTrait`. */
function classSideName(node: Expression): string | undefined {
  if (node.kind !== 'message' || !['class', 'classTrait'].includes(node.selector)) return undefined;
  return nameOf(node.receiver);
}

function textOf(node: Expression): string | undefined {
  if (node.kind !== 'literal' || typeof node.value !== 'object') return undefined;
  const { value } = node;
  return value.kind === 'string' || value.kind === 'symbol' ? value.value : undefined;
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}

/** The names of `{ #a. #b => WeakSlot }`, and of `#(a b)` and `'a b'`. */
function slotNames(node: Expression): string[] {
  if (node.kind === 'literal') {
    const elements = node.elements?.map(textOf).filter((text) => text !== undefined);
    return elements ?? words(textOf(node));
  }
  if (node.kind !== 'brace') return [];
  return node.elements.map(slotName).filter((name) => name !== undefined);
}

function slotName(node: Expression): string | undefined {
  if (node.kind === 'message' || node.kind === 'cascade') return slotName(node.receiver);
  return textOf(node) ?? nameOf(node);
}

function traitsText(node: Expression, source: string): string {
  const { start, stop } = outerRange(node);
  const text = source.slice(start, stop).trim();
  return /^(\{\s*\}|#\(\s*\))$/.test(text) ? '' : text.replace(/^\{\s*([^.]*?)\s*\}$/, '$1');
}
