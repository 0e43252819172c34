// What breakpoints do at a hit before they stop: conditions and log points, evaluated with the image stopped.
import { CompilationError } from '../loader/doIt';
import type { Context } from '../object-memory/context';
import type { SObject, Value } from '../object-memory/objects';
import type { WireError } from '../remote/wire';
import type { Vat } from '../remote/vat';
import type { EvaluationOutcome, Evaluator } from './evaluator';
import { methodRef, positionAt, rangeInText } from './positions';
import { display } from './presentation';
import type { DebugEvent } from './runtimeDebugger';

/** Evaluations that show something are bounded; those a person asked for have longer. */
export const quickLimitMs = 2000;

export class BreakpointActions {
  constructor(
    private readonly evaluator: Evaluator,
    private readonly emit: (event: DebugEvent) => void,
  ) {}

  /**
   * Whether a condition holds in a stopped frame, or with the exception that stopped it as `self`; one that fails
   * counts, and is told.
   */
  async holds(vat: Vat, context: Context, exception: SObject | null, condition: string): Promise<boolean> {
    const outcome = await orSyntaxError(
      exception
        ? () => this.evaluator.evaluateFor(vat, exception, condition, quickLimitMs)
        : () => this.evaluator.evaluate(vat, { context, isTop: true }, condition, quickLimitMs),
    );
    if ('value' in outcome) return outcome.value === vat.memory.kernel.true_;
    this.console(
      vat,
      `The condition ${condition} failed: ${outcome.error.cls}: ${outcome.error.text}\n`,
      context,
    );
    return true;
  }

  /** Writes a log point's text, with what its expressions come to. */
  async log(vat: Vat, context: Context, template: string): Promise<void> {
    let text = '';
    for (const [, literal, expression] of template.matchAll(/([^{]+)|\{([^}]*)\}/g)) {
      if (literal !== undefined) text += literal;
      else text += await this.printed(vat, { context, isTop: true }, expression);
    }
    this.console(vat, `${text}\n`, context);
  }

  private async printed(
    vat: Vat,
    frame: { context: Context; isTop: boolean },
    expression: string,
  ): Promise<string> {
    const outcome = await this.tryEvaluate(vat, frame, expression, quickLimitMs);
    if ('error' in outcome) return `(${outcome.error.cls}: ${outcome.error.text})`;
    return (
      (await this.evaluator.printString(vat, outcome.value, quickLimitMs)) ?? display(vat, outcome.value)
    );
  }

  /** As `Evaluator.evaluate`; a syntax error is an outcome like others. */
  async tryEvaluate(
    vat: Vat,
    frame: { context: Context; isTop: boolean } | null,
    source: string,
    limitMs: number,
    ticket?: number,
  ): Promise<{ value: Value } | { error: WireError }> {
    return orSyntaxError(() => this.evaluator.evaluate(vat, frame, source, limitMs, ticket));
  }

  private console(vat: Vat, text: string, context: Context): void {
    const range = positionAt(context, true);
    this.emit({
      kind: 'output',
      image: vat.id,
      category: 'console',
      text,
      method: methodRef(context.method),
      ...(range ? { range: rangeInText(context.method, range) } : {}),
    });
  }
}

async function orSyntaxError(
  evaluate: () => Promise<EvaluationOutcome>,
): Promise<{ value: Value } | { error: WireError }> {
  try {
    return await evaluate();
  } catch (error) {
    if (!(error instanceof CompilationError)) throw error;
    return { error: { cls: 'SyntaxError', text: error.message, stack: '', suspension: null } };
  }
}
