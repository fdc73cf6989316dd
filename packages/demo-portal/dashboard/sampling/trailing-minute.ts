/** Turns a counter that only rises into 'how many in the last 60 seconds'. */
export class TrailingMinute {
  readonly #readings: { at: number; value: number }[] = [];

  /**
   * @param now milliseconds, never less than at the call before
   * @param value the counter; one that falls has restarted, and counting starts anew
   */
  add(now: number, value: number): number {
    const last = this.#readings.at(-1);
    if (last !== undefined && value < last.value) this.#readings.length = 0;
    this.#readings.push({ at: now, value });
    while ((this.#readings[0]?.at ?? now) < now - 60_000) this.#readings.shift();
    return value - (this.#readings[0]?.value ?? value);
  }
}
