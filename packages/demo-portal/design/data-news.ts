/** The dashboard's own event: whether data arrives in it. */
export const DATA_EVENT = 'data';

export interface DataNews {
  arriving: boolean;
}

/** Whether an event from a frame says that its data has stopped, or goes on; undefined for any other. */
export function isSilence({
  type,
  payload,
}: {
  type: string;
  payload: unknown;
}): boolean | undefined {
  if (type !== DATA_EVENT) return undefined;
  return (payload as Partial<DataNews> | null)?.arriving === false;
}
