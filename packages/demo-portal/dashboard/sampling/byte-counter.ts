/** Bytes since boot in both directions. */
export interface ByteCounter {
  in: number;
  out: number;
}

/** The same, with what the machine sends to itself counted apart. */
export interface NetworkCounter extends ByteCounter {
  loopback: number;
}
