// Who waits for whom in one worker: Processes for answers and promises, answers for the Processes that work on them or
// for earlier answers, Processes for the owners of Mutexes. A cycle of such edges over all workers is a deadlock.
import type { SList, SProcess } from '../interpreter/processScheduler';
import { Context } from '../object-memory/context';
import type { Fields, SObject, Value } from '../object-memory/objects';
import type { ImageHost } from '../remote/imageHost';
import type { Vat } from '../remote/vat';
import type { WaitEdge } from './workerProtocol';

export function waitEdges(host: ImageHost): WaitEdge[] {
  return [...host.allVats()].flatMap((vat) => edgesOf(vat));
}

function edgesOf(vat: Vat): WaitEdge[] {
  const edges: WaitEdge[] = [];
  const name = (process: SObject): string => `p:${vat.id}:${vat.memory.identityHash(process)}`;
  const processes = new Set<SObject>();
  for (const { process, promise, to, id, message } of vat.questions.entries()) {
    const text = `${vat.name} waits for the answer of ${message.frame.selector} from ${vat.host.imageName(to)}`;
    for (const waiter of process ? [process] : waitersOf(vat, promise)) {
      processes.add(waiter);
      edges.push({ from: name(waiter), to: `q:${vat.id}:${id}`, image: vat.id, question: id, text });
    }
  }
  for (const { from, question, waiting } of vat.answers.pending())
    for (const { frame } of waiting)
      edges.push({
        from: `q:${frame.from}:${frame.question}`,
        to: `q:${from}:${question}`,
        image: vat.id,
        question: 0,
        text: `${frame.selector} waits in ${vat.name} for its receiver`,
      });
  for (const [process, { message }] of vat.deliveryEntries()) {
    if (!message || message.frame.question === 0) continue;
    const { from, question, selector } = message.frame;
    processes.add(process);
    edges.push({
      from: `q:${from}:${question}`,
      to: name(process),
      image: vat.id,
      question: 0,
      text: `${vat.name} runs ${selector}`,
    });
  }
  const pending = [...processes];
  for (let process = pending.pop(); process; process = pending.pop()) {
    const owner = mutexOwner(vat, process as SProcess);
    if (!owner) continue;
    edges.push({
      from: name(process),
      to: name(owner),
      image: vat.id,
      question: 0,
      text: `${vat.name} waits for a Mutex that another Process holds`,
    });
    if (!processes.has(owner)) pending.push(owner);
    processes.add(owner);
  }
  return edges;
}

/** The Processes that wait for a promise to be settled, however long that takes. */
function waitersOf(vat: Vat, promise: SObject | null): SProcess[] {
  const { nil } = vat.memory.kernel;
  const semaphore =
    promise && (promise as Fields)[`f${promise.$b.allInstanceVariableNames().indexOf('semaphore')}`];
  if (typeof semaphore !== 'object' || semaphore === null || semaphore === nil) return [];
  const waiters: SProcess[] = [];
  for (let p = (semaphore as SList).f0; p !== nil; p = (p as SProcess).f0)
    if (!hasTimeout(p as SProcess)) waiters.push(p as SProcess);
  return waiters;
}

/** Whether the Process waits no longer than some time: then it is never deadlocked. */
function hasTimeout({ f1 }: SProcess): boolean {
  return sendersOf(f1).some(({ method }) => method.home.selector === 'wait:onCompletion:onTimeout:');
}

function sendersOf(context: Value): Context[] {
  const senders: Context[] = [];
  for (let c = context instanceof Context ? context : null; c !== null && senders.length < 4; c = c.sender)
    senders.push(c);
  return senders;
}

function mutexOwner(vat: Vat, process: SProcess): SProcess | undefined {
  const list = process.f3;
  if (typeof list !== 'object' || !list.$b.isOrInheritsFrom(vat.memory.kernel.known.Mutex)) return undefined;
  const owner = (list as SList).f2;
  return owner === vat.memory.kernel.nil ? undefined : (owner as SProcess);
}
