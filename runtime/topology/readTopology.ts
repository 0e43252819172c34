import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { positionAt } from '../sources/textPosition';
import type { Topology } from './topology';
import { topologySchema } from './topologySchema';

/** What is wrong with a topology, where, and what to do about it. Lines and columns are base 1. */
export interface TopologyProblem {
  /** Not JSON, not as the schema says, or a name that stands for nothing. */
  readonly kind: 'syntax' | 'schema' | 'names';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Offset and length in the text, base 0. */
  readonly offset: number;
  readonly length: number;
  readonly message: string;
}

export interface TopologyReading {
  /** Absent where there are problems. */
  readonly topology?: Topology;
  readonly problems: readonly TopologyProblem[];
}

/** `file:line:column: message`, the form that terminals and editors link. */
export const topologyProblemText = ({ file, line, column, message }: TopologyProblem): string =>
  `${file}:${line}:${column}: ${message}`;

/** Reads a topology (JSON; comments and trailing commas are let pass). Never throws. */
export function readTopology(text: string, file: string): TopologyReading {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const report = new ProblemReport(text, file, tree);
  const [syntaxError] = errors;
  if (!tree || syntaxError) {
    const what = syntaxError ? printParseErrorCode(syntaxError.error) : 'ValueExpected';
    report.addAt(syntaxError?.offset ?? 0, syntaxError?.length ?? 0, syntaxWords(what));
    return { problems: report.problems };
  }
  const value: unknown = valueOf(tree);
  report.kind = 'schema';
  // Compiled at first need: reading no topology costs nothing.
  validate ??= new Ajv({ allErrors: true, verbose: true }).compile(topologySchema);
  if (!validate(value)) for (const error of validate.errors ?? []) reportSchemaError(error, report);
  else {
    report.kind = 'names';
    checkNames(value as Topology, report);
  }
  return report.problems.length > 0
    ? { problems: report.problems }
    : { topology: value as Topology, problems: [] };
}

let validate: ValidateFunction | undefined;

type Path = readonly (string | number)[];

class ProblemReport {
  readonly problems: TopologyProblem[] = [];
  kind: TopologyProblem['kind'] = 'syntax';

  constructor(
    private readonly text: string,
    private readonly file: string,
    private readonly tree: Node | undefined,
  ) {}

  addAt(offset: number, length: number, message: string): void {
    const { line, column } = positionAt(this.text, offset);
    this.problems.push({ kind: this.kind, file: this.file, line, column, offset, length, message });
  }

  /** At the value of a path, or the nearest that there is above it. */
  add(path: Path, message: string): void {
    let node: Node | undefined;
    for (let end = path.length; !node && end >= 0; end--) {
      node = this.tree && findNodeAtLocation(this.tree, path.slice(0, end));
    }
    this.addAt(node?.offset ?? 0, node?.length ?? 0, message);
  }

  /** At the name of a property that shouldn't be there. */
  addAtKey(path: Path, key: string, message: string): void {
    const value = this.tree && findNodeAtLocation(this.tree, [...path, key]);
    const keyNode = value?.parent?.children?.[0];
    if (keyNode) this.addAt(keyNode.offset, keyNode.length, message);
    else this.add(path, message);
  }
}

function syntaxWords(code: string): string {
  const words: Record<string, string> = {
    InvalidSymbol: 'this word means nothing here: texts stand between "',
    InvalidNumberFormat: 'this number is not written as JSON has it',
    EndOfFileExpected: 'there is something behind its end',
    InvalidCharacter: "this character can't stand here",
    ValueExpected: 'a value is missing here',
    CommaExpected: 'a comma is missing here',
    ColonExpected: 'a colon is missing here',
    CloseBraceExpected: 'a } is missing here',
    CloseBracketExpected: 'a ] is missing here',
    PropertyNameExpected: 'the name of a property is missing here',
    UnexpectedEndOfString: 'this string does not end: close it with "',
  };
  return `This is not JSON: ${words[code] ?? `the parser found ${code}`}`;
}

function reportSchemaError(error: ErrorObject, report: ProblemReport): void {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replace(/~1/g, '/').replace(/~0/g, '~')));
  const thing = path.length === 0 ? 'The topology' : pathWords(path);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      const allowed = Object.keys(
        (error.parentSchema as { properties?: object } | undefined)?.properties ?? {},
      );
      const hint = allowed.length > 0 ? `; it may have ${allowed.join(', ')}` : '';
      return report.addAtKey(path, key, `${thing} can't have "${key}"${hint}`);
    }
    case 'required':
      return report.add(path, `${thing} needs "${String(params.missingProperty)}": add it`);
    case 'type':
      return report.add(path, `${thing} must be ${article(String(params.type))}`);
    case 'enum':
      return report.add(
        path,
        `${thing} must be one of ${(params.allowedValues as unknown[]).map((one) => JSON.stringify(one)).join(', ')}`,
      );
    case 'minItems':
      return report.add(path, `${thing} is empty: it needs at least ${Number(params.limit)}`);
    case 'minimum':
      return report.add(path, `${thing} must be ${Number(params.limit)} or more`);
    case 'maximum':
      return report.add(path, `${thing} must be ${Number(params.limit)} or less`);
    case 'minLength':
      return report.add(path, `${thing} must not be empty`);
    case 'pattern':
      return report.add(path, `${thing} must be ${patternWords(String(params.pattern))}`);
    default:
      return report.add(path, `${thing} ${error.message ?? 'is not valid'}`);
  }
}

const patternWords = (pattern: string): string =>
  pattern.startsWith('^[A-Z][')
    ? 'the name of a global: a capital letter, then letters, digits or _'
    : 'a name: a letter, then letters, digits, - or _';

const article = (type: string): string => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`);

/** `images[1].name`, as one would write it. */
const pathWords = (path: Path): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');

/** What no schema can say: names are unique, and those that are used are there. */
function checkNames({ images, wiring = [] }: Topology, report: ProblemReport): void {
  const names = new Set<string>();
  for (const [index, { name, image, sources, arguments: args }] of images.entries()) {
    if (names.has(name)) report.add(['images', index, 'name'], `Two images are named ${name}: rename one`);
    if (name === 'host') {
      report.add(
        ['images', index, 'name'],
        '"host" means the machine itself: choose another name for the image',
      );
    }
    names.add(name);
    if (image !== undefined && sources !== undefined) {
      report.add(
        ['images', index, 'sources'],
        `${name} starts from an image file, which has its own code: leave "sources" or "image" away`,
      );
    }
    if (image === undefined && args !== undefined) {
      report.add(['images', index, 'arguments'], `"arguments" are for an "image" file: ${name} has none`);
    }
  }
  const check = (name: string, path: Path): void => {
    if (names.has(name)) return;
    report.add(path, `No image is named ${name}: there are ${[...names].join(', ')}`);
  };
  for (const [index, image] of images.entries()) {
    for (const [device, source] of Object.entries(image.grants ?? {})) {
      const path = ['images', index, 'grants', device];
      if (source.from === 'host') continue;
      check(source.from, [...path, 'from']);
      if (!('as' in source) || source.as === undefined) {
        report.add(path, `This grant needs "as": the global of ${source.from} that takes the messages`);
      }
    }
  }
  const given = new Set<string>();
  for (const [index, { to, from, as }] of wiring.entries()) {
    check(to, ['wiring', index, 'to']);
    check(from, ['wiring', index, 'from']);
    const global = `${to} ${as}`;
    if (given.has(global)) report.add(['wiring', index, 'as'], `${to} is given ${as} twice: rename one`);
    given.add(global);
  }
}

function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type !== 'object') return node.value as unknown;
  const entries = (node.children ?? []).map(({ children = [] }) => [
    children[0]!.value as string,
    valueOf(children[1]!),
  ]);
  return Object.fromEntries(entries) as unknown;
}
