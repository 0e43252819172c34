import type { AdapterState } from './adapterState';

/** What takes no longer needs no announcement. */
const unannouncedMs = 500;

let lastProgress = 0;

/** Does something, and shows that it is being done where it takes long and the client can show it. */
export async function withProgress<T>(
  state: AdapterState,
  title: string,
  work: () => Promise<T>,
): Promise<T> {
  if (!state.client.reportsProgress) return work();
  const progressId = `archipelago-${++lastProgress}`;
  let announced = false;
  const timer = setTimeout(() => {
    announced = true;
    state.send('progressStart', { progressId, title });
  }, unannouncedMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (announced) state.send('progressEnd', { progressId });
  }
}
