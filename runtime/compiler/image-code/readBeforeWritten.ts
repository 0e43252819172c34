// Which temporaries of a loop's body are read before they are certainly assigned, as Squeak's compiler sees it.
import type { BlockNode, Expression, MessageNode, SequenceNode, Statement } from '../ast';
import type { ImageAnalysis, ImageVariable } from './imageScopes';

/** The variables that have to become nil at the start of `body`. */
export function needsNil(body: SequenceNode, analysis: ImageAnalysis): ReadonlySet<ImageVariable> {
  const visitor = new ReadBeforeWritten(analysis);
  visitor.statements(body.statements);
  return visitor.found;
}

const bothArms: ReadonlySet<string> = new Set([
  'ifTrue:ifFalse:',
  'ifFalse:ifTrue:',
  'ifNil:ifNotNil:',
  'ifNotNil:ifNil:',
]);

class ReadBeforeWritten {
  readonly found = new Set<ImageVariable>();
  private written = new Set<ImageVariable>();

  constructor(private readonly analysis: ImageAnalysis) {}

  statements(statements: readonly Statement[]): void {
    for (const each of statements) this.expression(each.kind === 'return' ? each.value : each);
  }

  private expression(node: Expression): void {
    switch (node.kind) {
      case 'variable': {
        const resolution = this.analysis.resolutions.get(node);
        if (resolution?.kind === 'variable' && !this.written.has(resolution.variable))
          this.found.add(resolution.variable);
        return;
      }
      case 'assignment': {
        this.expression(node.value);
        const resolution = this.analysis.resolutions.get(node.variable);
        if (resolution?.kind === 'variable') this.written.add(resolution.variable);
        return;
      }
      case 'message':
        return this.message(node);
      case 'cascade':
        this.expression(node.receiver);
        for (const { args } of node.messages) for (const each of args) this.expression(each);
        return;
      case 'brace':
        for (const each of node.elements) this.expression(each);
        return;
      case 'block':
        return this.block(node);
      default:
    }
  }

  /** What a block assigns may never be run, unless both arms of a condition do. */
  private block({ body }: BlockNode): void {
    const before = new Set(this.written);
    this.statements(body.statements);
    this.written = before;
  }

  private message(node: MessageNode): void {
    this.expression(node.receiver);
    if (!bothArms.has(node.selector) || !this.analysis.inlined.has(node)) {
      for (const each of node.args) this.expression(each);
      return;
    }
    const before = this.written;
    const arms = node.args.map((arm) => {
      this.written = new Set(before);
      this.statements((arm as BlockNode).body.statements);
      return this.written;
    });
    this.written = new Set([...arms[0]!].filter((each) => arms[1]!.has(each)));
  }
}
