import { readFile } from 'node:fs/promises';
import { evaluateCases, type EvaluationCase } from '../runtime/node/evaluate';
import { CommandError, forUser } from './commandError';

const write = (_category: 'stdout' | 'stderr', text: string): void => {
  // Standard output is the results' alone.
  process.stderr.write(text);
};

/** `archipelago eval EXPRESSION`, or `--file CASES.json`. */
export async function evalCommand(
  expression: string | undefined,
  { file }: { file?: string },
): Promise<void> {
  if ((expression === undefined) === (file === undefined)) {
    throw new CommandError('Give either an expression or --file CASES.json: archipelago eval "3 + 4"');
  }
  if (file !== undefined) return evaluateFile(file);
  const [outcome] = await evaluateCases([{ id: '1', source: expression! }], write);
  if ('error' in outcome!) throw new CommandError(outcome.error);
  process.stdout.write(`${outcome!.result}\n`);
}

async function evaluateFile(file: string): Promise<void> {
  const cases = await forUser(() => readCases(file));
  const outcomes = await evaluateCases(cases, write);
  process.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`);
}

async function readCases(file: string): Promise<EvaluationCase[]> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new Error(`${file} can't be read: ${error.message}`);
  });
  let cases: unknown;
  try {
    cases = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const isCase = (one: unknown): boolean => {
    const { id, source } = (one ?? {}) as Partial<Record<string, unknown>>;
    return id !== undefined && typeof source === 'string';
  };
  if (Array.isArray(cases)) {
    const wrong = cases.findIndex((one) => !isCase(one));
    if (wrong < 0) return cases as EvaluationCase[];
    throw new Error(
      `${file}: element ${wrong} needs "id" and "source", as in {"id": "sum", "source": "3 + 4"}`,
    );
  }
  throw new Error(`${file} must hold an array, as in [{"id": "sum", "source": "3 + 4"}]`);
}
