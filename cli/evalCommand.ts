import { readFile } from 'node:fs/promises';
import { evaluateInImage } from '../runtime/node/imageEvaluation';
import { evaluateCases, type CaseOutcome, type EvaluationCase } from '../runtime/node/evaluate';
import { beatForThisThread } from '../runtime/node/heartbeat';
import { whyUnreadable } from '../runtime/node/fileErrors';
import { CommandError, forUser } from './commandError';

const write = (_category: 'stdout' | 'stderr', text: string): void => {
  // Standard output is the results' alone.
  process.stderr.write(text);
};

/** `archipelago eval EXPRESSION`, or `--file CASES.json`; in an image of others with `--image FILE`, saved with `--save`. */
export async function evalCommand(
  expression: string | undefined,
  { file, image, save }: { file?: string; image?: string; save?: string },
): Promise<void> {
  if ((expression === undefined) === (file === undefined)) {
    throw new CommandError('Give either an expression or --file CASES.json: archipelago eval "3 + 4"');
  }
  if (save !== undefined && image === undefined)
    throw new CommandError(
      '--save needs --image FILE: archipelago eval --image Cuis.image --save new.image "…"',
    );
  beatForThisThread();
  const evaluateAll = (cases: readonly EvaluationCase[]): Promise<readonly CaseOutcome[]> =>
    image === undefined
      ? evaluateCases(cases, write)
      : forUser(() => evaluateInImage(image, cases, (text) => write('stdout', text), save));
  if (file !== undefined) return evaluateFile(file, evaluateAll);
  const [outcome] = await evaluateAll([{ id: '1', source: expression! }]);
  if ('error' in outcome!) throw new CommandError(outcome.error);
  process.stdout.write(`${outcome!.result}\n`);
}

async function evaluateFile(
  file: string,
  evaluateAll: (cases: readonly EvaluationCase[]) => Promise<readonly CaseOutcome[]>,
): Promise<void> {
  const cases = await forUser(() => readCases(file));
  const outcomes = await evaluateAll(cases);
  process.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`);
}

async function readCases(file: string): Promise<EvaluationCase[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} can't be read: ${whyUnreadable(error)}`);
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
