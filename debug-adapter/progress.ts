import type { AdapterState } from './adapterState';

/** What takes no longer needs no announcement. */
const unannouncedMs = 500;

let lastProgress = 0;

/** How far it is: words, and a share between 0 and 1 where one is known. */
export type Report = (message: string, share?: number) => void;

/** Does something, and shows that it is being done where it takes long and the client can show it. */
export async function withProgress<T>(
  state: AdapterState,
  title: string,
  work: (report: Report) => Promise<T>,
): Promise<T> {
  if (!state.client.reportsProgress) return work(() => undefined);
  const progressId = `archipelago-${++lastProgress}`;
  let announced = false;
  const timer = setTimeout(() => {
    announced = true;
    state.send('progressStart', { progressId, title });
  }, unannouncedMs);
  const report: Report = (message, share) => {
    if (!announced) return;
    const percentage = share === undefined ? {} : { percentage: Math.round(share * 100) };
    state.send('progressUpdate', { progressId, message, ...percentage });
  };
  try {
    return await work(report);
  } finally {
    clearTimeout(timer);
    if (announced) state.send('progressEnd', { progressId });
  }
}
