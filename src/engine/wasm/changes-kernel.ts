/** Exports that compare pictures, documented in `src/engine/kernel/changes.ts`. */
export interface ChangesKernel {
  changesFind(before: number, after: number, width: number, height: number, tolerance: number): number
  changesLeft(): number
  changesRight(): number
  changesTop(): number
  changesBottom(): number
}

/** Exports that mask unchanged blocks, documented in `src/engine/kernel/masks.ts`. */
export interface MasksKernel {
  masksOpen(address: number, width: number, height: number): void
  masksFind(before: number, after: number, tolerance: number, average: number): number
  masksLeft(): number
  masksRight(): number
  masksTop(): number
  masksBottom(): number
  masksBlend(): number
  masksSaved(after: number, flat: number, detailed: number, edge: number): number
  masksApply(before: number, after: number): void
  masksSettle(): void
}
