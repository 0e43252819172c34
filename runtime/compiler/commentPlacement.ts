import {
  outerRange,
  type CommentNode,
  type Expression,
  type MethodNode,
  type SequenceNode,
  type Statement,
} from './ast';
import type { SourceRange } from './sourceRange';

interface Enclosure {
  readonly range: SourceRange;
  readonly body: SequenceNode;
}

/**
 * Assigns each comment of a method to a place where a printer can put it again: the head of the method,
 * before or after a statement, or the end of a sequence. None is lost.
 */
export class CommentPlacement {
  /** Comments between the pattern and what comes first: a pragma, temporaries or a statement. */
  readonly head: CommentNode[] = [];
  readonly afterPragmas: CommentNode[] = [];
  private readonly enclosures: Enclosure[] = [];
  /** What is printed as it stands in the source, with the comments inside. */
  private readonly verbatim: SourceRange[] = [];
  private readonly beforeStatement = new Map<Statement, CommentNode[]>();
  private readonly afterStatement = new Map<Statement, CommentNode[]>();
  private readonly atSequenceEnd = new Map<SequenceNode, CommentNode[]>();

  constructor(method: MethodNode, source: string | undefined) {
    this.collect({ range: method, body: method.body });
    if (source !== undefined) this.verbatim.push(...method.pragmas);
    for (const comment of method.comments) {
      const isInside = ({ start, stop }: SourceRange): boolean =>
        start < comment.start && comment.stop < stop;
      if (source === undefined || !this.verbatim.some(isInside)) this.place(comment, method, source);
    }
  }

  before(statement: Statement): readonly CommentNode[] {
    return this.beforeStatement.get(statement) ?? [];
  }

  after(statement: Statement): readonly CommentNode[] {
    return this.afterStatement.get(statement) ?? [];
  }

  atEnd(body: SequenceNode): readonly CommentNode[] {
    return this.atSequenceEnd.get(body) ?? [];
  }

  isCommented(body: SequenceNode): boolean {
    if (this.atSequenceEnd.has(body)) return true;
    return body.statements.some((each) => this.beforeStatement.has(each) || this.afterStatement.has(each));
  }

  private place(comment: CommentNode, method: MethodNode, source: string | undefined): void {
    const { body } = this.innermost(comment);
    const next = body.statements.find((statement) => outerRange(statement).stop > comment.start);
    const first = body.statements[0];
    if (body === method.body && next === first && (!first || comment.start < outerRange(first).start)) {
      const afterTemporaries = body.temporaries.some(({ start }) => start < comment.start);
      if (!afterTemporaries) {
        const follows = method.pragmas.some(({ start }) => start < comment.start);
        (follows ? this.afterPragmas : this.head).push(comment);
        return;
      }
    }
    const previous = body.statements.findLast((statement) => outerRange(statement).stop <= comment.start);
    if (previous && source !== undefined) {
      const between = source.slice(outerRange(previous).stop, comment.start);
      if (!/[\r\n]/.test(between)) return append(this.afterStatement, previous, comment);
    }
    if (next) append(this.beforeStatement, next, comment);
    else append(this.atSequenceEnd, body, comment);
  }

  private innermost(comment: CommentNode): Enclosure {
    let found = this.enclosures[0]!;
    for (const each of this.enclosures) {
      const { start, stop } = each.range;
      if (start <= comment.start && comment.stop <= stop && start >= found.range.start) found = each;
    }
    return found;
  }

  private collect(enclosure: Enclosure): void {
    this.enclosures.push(enclosure);
    for (const statement of enclosure.body.statements) {
      this.visit(statement.kind === 'return' ? statement.value : statement);
    }
  }

  private visit(node: Expression): void {
    switch (node.kind) {
      case 'block':
        return this.collect({ range: node, body: node.body });
      case 'literal':
        if (node.elements) this.verbatim.push(node);
        return;
      case 'assignment':
        return this.visit(node.value);
      case 'message':
        return [node.receiver, ...node.args].forEach((each) => this.visit(each));
      case 'cascade':
        this.visit(node.receiver);
        return node.messages.flatMap(({ args }) => args).forEach((each) => this.visit(each));
      case 'brace':
        return node.elements.forEach((each) => this.visit(each));
      default:
    }
  }
}

function append<Key>(map: Map<Key, CommentNode[]>, key: Key, comment: CommentNode): void {
  const list = map.get(key);
  if (list) list.push(comment);
  else map.set(key, [comment]);
}
