import {
  wipe as plainWipe,
  type Snapshot,
  takeSnapshot as takePlain,
  writeSnapshot as writePlain,
} from '../../src/wasm-memory/wipe.ts'
import { afterRestore, afterSnapshot, beforeWipe } from './paint.ts'

/** Replaces `src/wasm-memory/wipe.ts` (see `hook.ts`). The functions also measure the stacks. */
export function wipe(memory: WebAssembly.Memory): void {
  beforeWipe(memory)
  plainWipe(memory)
}

export function takeSnapshot(memory: WebAssembly.Memory): Snapshot {
  const snapshot = takePlain(memory)
  afterSnapshot(memory, snapshot)
  return snapshot
}

export function writeSnapshot(memory: WebAssembly.Memory, snapshot: Snapshot): void {
  writePlain(memory, snapshot)
  afterRestore(memory, snapshot)
}

export function restore(memory: WebAssembly.Memory, snapshot: Snapshot): void {
  wipe(memory)
  writeSnapshot(memory, snapshot)
}
