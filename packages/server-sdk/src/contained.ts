/** Calls an application's listener; a fault in it must not change what its users get. */
export function contained(call: () => void): void {
  try {
    call();
  } catch {
    // There is nobody left to tell: the listener was the one to be told.
  }
}
