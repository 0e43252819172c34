// Who waits for whom in one worker: Processes for answers, answers for the Processes that work on them, Processes for
// the owners of Mutexes. A cycle of such edges over all workers is a deadlock.
import type { SList, SProcess } from '../interpreter/processScheduler';
import type { SObject } from '../object-memory/objects';
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
  for (const { process, to, id, message } of vat.questions.entries()) {
    if (!process) continue;
    processes.add(process);
    const text = `${vat.name} waits for the answer of ${message.frame.selector} from ${vat.host.imageName(to)}`;
    edges.push({ from: name(process), to: `q:${vat.id}:${id}`, image: vat.id, question: id, text });
  }
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

function mutexOwner(vat: Vat, process: SProcess): SProcess | undefined {
  const list = process.f3;
  if (typeof list !== 'object' || !list.$b.isOrInheritsFrom(vat.memory.kernel.known.Mutex)) return undefined;
  const owner = (list as SList).f2;
  return owner === vat.memory.kernel.nil ? undefined : (owner as SProcess);
}
