import { TextDocument } from 'vscode-languageserver-textdocument';
import type { AssignmentNode, Expression } from '../../../runtime/compiler/ast';
import type { LiteralValue } from '../../../runtime/compiler/literals';
import type { Variable } from '../../../runtime/compiler/scopes';
import { parsed } from '../index/codeSummary';
import { SourceDocument, type Code } from '../index/sourceDocument';
import type { SourceIndex } from '../index/sourceIndex';
import { walkMethod } from '../index/syntaxWalk';
import { meaningOf, type CodeMeaning } from './codeMeaning';
import { makesInstance } from './instanceCreation';
import { lookupMethod, type ValueType } from './methodLookup';

/** Answers, by name, the class of what some messages always answer. */
const answeredClasses: ReadonlyMap<string, string> = new Map([
  ['printString', 'String'],
  ['displayString', 'String'],
  ['asString', 'String'],
  ['asSymbol', 'Symbol'],
  ['asArray', 'Array'],
  ['asOrderedCollection', 'OrderedCollection'],
  ['asSet', 'Set'],
  ['asBag', 'Bag'],
  ['asInteger', 'Integer'],
  ['asFloat', 'Float'],
  ['size', 'Integer'],
  ['hash', 'Integer'],
  ['->', 'Association'],
  ['@', 'Point'],
  ...['=', '~=', '==', '~~', '<', '>', '<=', '>=', 'not', 'isNil', 'notNil', 'isEmpty', 'notEmpty'].map(
    (each) => [each, 'Boolean'] as const,
  ),
]);

/** Tells the classes of expressions where the source alone decides it; variables by their only assignment. */
export class TypeInference {
  private readonly meaning: CodeMeaning;
  private assignments: Map<Variable, AssignmentNode[]> | undefined;
  private readonly underway = new Set<Variable>();

  constructor(
    private readonly index: SourceIndex,
    private readonly code: Code,
    /** False in an expression of a topology: it runs in the other image, which has other names. */
    private readonly isWired = true,
  ) {
    this.meaning = meaningOf(index, code);
  }

  typeOf(node: Expression): ValueType | undefined {
    switch (node.kind) {
      case 'literal':
        return literalType(node.value);
      case 'block':
        return exact('BlockClosure');
      case 'brace':
        return exact('Array');
      case 'assignment':
        return this.typeOf(node.value);
      case 'variable': {
        const resolution = this.meaning.analysis.resolutions.get(node);
        if (!resolution) return undefined;
        if (resolution.kind === 'pseudo') return this.pseudoType(resolution.name);
        if (resolution.kind === 'variable') return this.variableType(resolution.variable);
        if (resolution.kind !== 'binding') return undefined;
        return this.globalType(resolution.name);
      }
      case 'cascade': {
        const last = node.messages.at(-1);
        if (last?.selector === 'yourself') return this.typeOf(node.receiver);
        return undefined;
      }
      case 'message':
        return this.answerType(node.selector, node.receiver);
      case 'error':
        return undefined;
    }
  }

  /** A variable's class, if all that is ever assigned to it is of one class. */
  variableType(variable: Variable): ValueType | undefined {
    if (variable.kind !== 'temporary' || this.underway.has(variable)) return undefined;
    this.assignments ??= assignmentsIn(this.meaning);
    const assigned = this.assignments.get(variable) ?? [];
    this.underway.add(variable);
    const types = assigned.map(({ value }) => this.typeOf(value));
    this.underway.delete(variable);
    const [first, ...others] = types;
    const isSame = others.every(
      (each) => each?.className === first?.className && each?.isMeta === first?.isMeta,
    );
    return isSame ? first : undefined;
  }

  private answerType(selector: string, receiver: Expression): ValueType | undefined {
    const type = this.typeOf(receiver);
    // Whatever lookup skips, `super` is the same object as `self`.
    if (receiver.kind === 'variable' && receiver.name === 'super') {
      return type && this.answerOf(selector, this.pseudoType('self')!, type);
    }
    return this.answerOf(selector, type, type);
  }

  /** What a message to an object of `type` answers, if its method is looked up in `lookup`. */
  private answerOf(
    selector: string,
    type: ValueType | undefined,
    lookup: ValueType | undefined,
  ): ValueType | undefined {
    if (selector === 'yourself') return type;
    if (selector === 'class') return type && !type.isMeta ? { ...type, isMeta: true } : undefined;
    if (type && lookup && makesInstance(this.index, lookup, selector)) {
      // A class that makes its instances itself may choose one of a subclass.
      const maker = lookupMethod(this.index, lookup, selector)?.item;
      return { className: type.className, isMeta: false, isExact: type.isExact && maker?.isMeta === false };
    }
    const className = answeredClasses.get(selector);
    if (className === undefined || !this.index.classes.get(className)) return undefined;
    return { className, isMeta: false, isExact: false };
  }

  private pseudoType(name: string): ValueType | undefined {
    const { item } = this.code;
    switch (name) {
      case 'true':
        return exact('True');
      case 'false':
        return exact('False');
      case 'nil':
        return exact('UndefinedObject');
      case 'thisContext':
        return exact('Context');
      case 'thisProcess':
        return exact('Process');
      case 'self':
        return item.kind === 'method'
          ? { className: item.className, isMeta: item.isMeta, isExact: false }
          : undefined;
      case 'super': {
        if (item.kind !== 'method') return undefined;
        const superclass = this.index.classes.get(item.className)?.superclassName;
        return superclass === undefined
          ? undefined
          : { className: superclass, isMeta: item.isMeta, isExact: true };
      }
      default:
        return undefined;
    }
  }

  private globalType(name: string): ValueType | undefined {
    const wired = this.index.classes.wired.get(name);
    if (wired && this.isWired) return this.wiredType(wired);
    if (this.index.classes.get(name)) return { className: name, isMeta: true, isExact: true };
    const className = { Smalltalk: 'SystemDictionary', Processor: 'ProcessorScheduler' }[name];
    return className !== undefined && this.index.classes.get(className) ? exact(className) : undefined;
  }

  /** What a far reference leads to, if all topologies that give the name agree. */
  private wiredType(expressions: readonly string[]): ValueType | undefined {
    const types = expressions.map((expression) => {
      const text = TextDocument.create('archipelago-wiring:/expression.st', 'smalltalk', 0, expression);
      const [code] = new SourceDocument(text, false).doIts;
      const last = code && parsed(code.item, code.summary).method.body.statements.at(-1);
      return last?.kind === 'return'
        ? new TypeInference(this.index, code!, false).typeOf(last.value)
        : undefined;
    });
    const isSame = types.every(
      (each) => each?.className === types[0]?.className && each?.isMeta === types[0]?.isMeta,
    );
    return isSame && types[0] ? { ...types[0], isExact: false } : undefined;
  }
}

function assignmentsIn({ method, analysis }: CodeMeaning): Map<Variable, AssignmentNode[]> {
  const found = new Map<Variable, AssignmentNode[]>();
  walkMethod(method, (node) => {
    if (node.kind !== 'assignment') return;
    const resolution = analysis.resolutions.get(node.variable);
    if (resolution?.kind !== 'variable') return;
    const list = found.get(resolution.variable);
    if (list) list.push(node);
    else found.set(resolution.variable, [node]);
  });
  return found;
}

function exact(className: string): ValueType {
  return { className, isMeta: false, isExact: true };
}

function literalType(value: LiteralValue): ValueType {
  const className = typeof value === 'object' ? literalClasses[value.kind] : 'Integer';
  return { className, isMeta: false, isExact: false };
}

type LiteralKind = Exclude<LiteralValue, number | bigint>['kind'];

const literalClasses: Readonly<Record<LiteralKind, string>> = {
  string: 'String',
  symbol: 'Symbol',
  character: 'Character',
  float: 'Float',
  fraction: 'Fraction',
  array: 'Array',
  byteArray: 'ByteArray',
  scaledDecimal: 'ScaledDecimal',
  nil: 'UndefinedObject',
  true: 'True',
  false: 'False',
};
