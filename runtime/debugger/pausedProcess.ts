import type { SProcess } from '../interpreter/processScheduler';
import type { Vat } from '../remote/vat';

/**
 * The Process that a pause shows: the active one, else one that waits for an answer, else any that is ready; what the
 * debugger evaluates only where there is nothing else.
 */
export function pausedProcess(vat: Vat, isEvaluation: (process: SProcess) => boolean): SProcess | null {
  const { scheduler } = vat;
  const active = scheduler.activeProcess;
  const candidates = [
    ...(active ? [active] : []),
    ...scheduler.heldProcesses(),
    ...scheduler.readyProcesses(),
  ];
  return candidates.find((process) => !isEvaluation(process)) ?? candidates[0] ?? null;
}
