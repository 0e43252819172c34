import { BenchError } from '../../measurement';
import { PortableProgram } from '../portable/portableProgram';

/** The numbers of the tasks; base 0. */
const idler = 0;
const worker = 1;
const handlerA = 2;
const handlerB = 3;
const deviceA = 4;
const deviceB = 5;
const deviceKind = 0;
const workKind = 1;

/** The twin of Richards.class.st. */
export class Richards extends PortableProgram<Scheduler> {
  protected once(): Scheduler {
    const scheduler = new Scheduler();
    scheduler.run();
    return scheduler;
  }

  protected isRight(scheduler: Scheduler): boolean {
    return scheduler.queuedPackets === 23246 && scheduler.holds === 9297;
  }
}

type Queue = Packet | null;

/** The twin of RichardsPacket.class.st. */
class Packet {
  datum = 0;
  readonly data: number[] = new Array<number>(4).fill(0);

  constructor(
    public link: Queue,
    public identity: number,
    readonly kind: number,
  ) {}

  appendedTo(queue: Queue): Packet {
    this.link = null;
    if (queue === null) return this;
    let packet = queue;
    while (packet.link !== null) packet = packet.link;
    packet.link = this;
    return queue;
  }
}

/** The twin of RichardsTaskState.class.st. */
class TaskState {
  isPacketPending = false;
  isTaskWaiting = false;
  isTaskHolding = false;

  static running(): TaskState {
    const state = new TaskState();
    state.setRunning();
    return state;
  }

  static waiting(): TaskState {
    const state = new TaskState();
    state.setWaiting();
    return state;
  }

  static waitingWithPacket(): TaskState {
    const state = new TaskState();
    state.setWaitingWithPacket();
    return state;
  }

  setRunning(): void {
    this.isPacketPending = this.isTaskWaiting = this.isTaskHolding = false;
  }

  setWaiting(): void {
    this.isPacketPending = this.isTaskHolding = false;
    this.isTaskWaiting = true;
  }

  setPacketPending(): void {
    this.isPacketPending = true;
    this.isTaskWaiting = this.isTaskHolding = false;
  }

  setWaitingWithPacket(): void {
    this.isPacketPending = this.isTaskWaiting = true;
    this.isTaskHolding = false;
  }

  get isHoldingOrWaiting(): boolean {
    return this.isTaskHolding || (!this.isPacketPending && this.isTaskWaiting);
  }

  get isWaitingWithPacket(): boolean {
    return this.isPacketPending && this.isTaskWaiting && !this.isTaskHolding;
  }
}

type Action<Record> = (packet: Queue, record: Record) => Task | null;

/** The twin of RichardsTask.class.st. */
class Task extends TaskState {
  constructor(
    readonly link: Task | null,
    readonly identity: number,
    readonly priority: number,
    private input: Queue,
    state: TaskState,
    private readonly handle: unknown,
    private readonly action: Action<unknown>,
  ) {
    super();
    this.isPacketPending = state.isPacketPending;
    this.isTaskWaiting = state.isTaskWaiting;
    this.isTaskHolding = state.isTaskHolding;
  }

  take(packet: Packet, giver: Task): Task {
    if (this.input === null) {
      this.input = packet;
      this.isPacketPending = true;
      if (this.priority > giver.priority) return this;
    } else this.input = packet.appendedTo(this.input);
    return giver;
  }

  run(): Task | null {
    let packet: Queue = null;
    if (this.isWaitingWithPacket) {
      packet = this.input!;
      this.input = packet.link;
      if (this.input === null) this.setRunning();
      else this.setPacketPending();
    }
    return this.action(packet, this.handle);
  }
}

/** The twin of RichardsIdleRecord.class.st. */
class IdleRecord {
  control = 1;
  count = 10000;
}

/** The twin of RichardsWorkerRecord.class.st. */
class WorkerRecord {
  destination = handlerA;
  count = 0;
}

/** The twin of RichardsHandlerRecord.class.st. */
class HandlerRecord {
  workIn: Queue = null;
  deviceIn: Queue = null;

  addWork(packet: Packet): void {
    this.workIn = packet.appendedTo(this.workIn);
  }

  addDevice(packet: Packet): void {
    this.deviceIn = packet.appendedTo(this.deviceIn);
  }
}

/** The twin of RichardsDeviceRecord.class.st. */
class DeviceRecord {
  pending: Queue = null;
}

/** The twin of RichardsScheduler.class.st. */
class Scheduler {
  queuedPackets = 0;
  holds = 0;
  private tasks: Task | null = null;
  private readonly taskTable: (Task | null)[] = new Array<Task | null>(6).fill(null);
  private current: Task | null = null;
  private currentIdentity = 0;

  run(): void {
    this.addIdler(idler, 0, null, TaskState.running());
    this.addWorker(worker, 1000, packets(2, workKind, worker), TaskState.waitingWithPacket());
    this.addHandler(handlerA, 2000, packets(3, deviceKind, deviceA), TaskState.waitingWithPacket());
    this.addHandler(handlerB, 3000, packets(3, deviceKind, deviceB), TaskState.waitingWithPacket());
    this.addDevice(deviceA, 4000, null, TaskState.waiting());
    this.addDevice(deviceB, 5000, null, TaskState.waiting());
    this.schedule();
  }

  private schedule(): void {
    this.current = this.tasks;
    while (this.current !== null) {
      if (this.current.isHoldingOrWaiting) this.current = this.current.link;
      else {
        this.currentIdentity = this.current.identity;
        this.current = this.current.run();
      }
    }
  }

  private addIdler(identity: number, priority: number, input: Queue, state: TaskState): void {
    this.add(identity, priority, input, state, new IdleRecord(), (_packet, record) => {
      record.count--;
      if (record.count === 0) return this.holdSelf();
      if ((record.control & 1) === 0) {
        record.control >>= 1;
        return this.release(deviceA);
      }
      record.control = (record.control >> 1) ^ 53256;
      return this.release(deviceB);
    });
  }

  private addWorker(identity: number, priority: number, input: Queue, state: TaskState): void {
    this.add(identity, priority, input, state, new WorkerRecord(), (packet, record) => {
      if (packet === null) return this.wait();
      record.destination = record.destination === handlerA ? handlerB : handlerA;
      packet.identity = record.destination;
      packet.datum = 0;
      for (let i = 0; i < 4; i++) {
        record.count++;
        if (record.count > 26) record.count = 1;
        packet.data[i] = 64 + record.count;
      }
      return this.queue(packet);
    });
  }

  private addHandler(identity: number, priority: number, input: Queue, state: TaskState): void {
    this.add(identity, priority, input, state, new HandlerRecord(), (packet, record) => {
      if (packet !== null)
        if (packet.kind === workKind) record.addWork(packet);
        else record.addDevice(packet);
      return this.handle(record);
    });
  }

  private handle(record: HandlerRecord): Task | null {
    const work = record.workIn;
    if (work === null) return this.wait();
    const count = work.datum;
    if (count >= 4) {
      record.workIn = work.link;
      return this.queue(work);
    }
    const device = record.deviceIn;
    if (device === null) return this.wait();
    record.deviceIn = device.link;
    device.datum = work.data[count];
    work.datum = count + 1;
    return this.queue(device);
  }

  private addDevice(identity: number, priority: number, input: Queue, state: TaskState): void {
    this.add(identity, priority, input, state, new DeviceRecord(), (packet, record) => {
      if (packet !== null) {
        record.pending = packet;
        return this.holdSelf();
      }
      const { pending } = record;
      if (pending === null) return this.wait();
      record.pending = null;
      return this.queue(pending);
    });
  }

  private add<Record>(
    identity: number,
    priority: number,
    input: Queue,
    state: TaskState,
    handle: Record,
    action: Action<Record>,
  ): void {
    this.tasks = new Task(this.tasks, identity, priority, input, state, handle, action as Action<unknown>);
    this.taskTable[identity] = this.tasks;
  }

  private wait(): Task | null {
    this.current!.isTaskWaiting = true;
    return this.current;
  }

  private holdSelf(): Task | null {
    this.holds++;
    this.current!.isTaskHolding = true;
    return this.current!.link;
  }

  private release(identity: number): Task | null {
    const task = this.task(identity);
    task.isTaskHolding = false;
    return task.priority > this.current!.priority ? task : this.current;
  }

  private queue(packet: Packet): Task {
    const task = this.task(packet.identity);
    this.queuedPackets++;
    packet.link = null;
    packet.identity = this.currentIdentity;
    return task.take(packet, this.current!);
  }

  private task(identity: number): Task {
    const task = this.taskTable[identity];
    if (task === null) throw new BenchError(`There is no task ${identity}`);
    return task;
  }
}

function packets(count: number, kind: number, identity: number): Queue {
  let queue: Queue = null;
  for (let i = 0; i < count; i++) queue = new Packet(queue, identity, kind);
  return queue;
}
