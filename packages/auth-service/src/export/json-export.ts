/** One JSON object with one list, item by item. */
export async function* writeJsonList<T>(
  name: string,
  items: AsyncIterable<T>,
  view: (item: T) => unknown,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`{${JSON.stringify(name)}:[`);
  let separator = '\n';
  for await (const item of items) {
    yield Buffer.from(separator + JSON.stringify(view(item)));
    separator = ',\n';
  }
  yield Buffer.from('\n]}\n');
}
